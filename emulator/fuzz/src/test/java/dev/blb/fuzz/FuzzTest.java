package dev.blb.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.fuzz.Inputs.Input;
import dev.blb.fuzz.Inputs.Kind;
import dev.blb.fuzz.Wire.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Whatever a caller sends, the emulator answers in the API's form, never with 500, without a stack trace, keeps its state
 * when it refuses, and goes on with the heap of the image. One thread, so that a seed draws the same inputs again.
 */
class FuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INPUTS_BETWEEN_RESETS = 2000;
    private static final int PERCENT_COMPARED = 10;
    private static final int MAX_FAILURES = 10;
    private static final int MAX_SHOWN = 3000;
    /** Names of classes and packages, which only an exception that nobody expected puts into a message. */
    private static final Pattern INTERNAL =
            Pattern.compile("(java|org|com|io|dev\\.blb)\\.[a-z0-9]+\\.[\\w.]*[A-Z]\\w+|Exception\\b");

    private final TreeMap<String, Integer> answers = new TreeMap<>();
    private final Set<String> accepted = new TreeSet<>();
    /** By the place in our code that failed, so that each fault is reported once. */
    private final Map<String, String> failures = new LinkedHashMap<>();

    @Test
    void whateverIsSentTheEmulatorAnswersInTheFormOfTheApiAndGoesOn() throws Exception {
        long seed = Long.getLong("blb.fuzz.seed", 1);
        long inputs = Long.getLong("blb.fuzz.inputs", 12_000);
        Draw draw = new Draw(seed);

        try (Emulator emulator = Emulator.start();
                Wire wire = new Wire(emulator.port())) {
            JsonNode document = JSON.readTree(emulator.control("GET", "/_blb/openapi.json"));
            Values values = new Values(draw, document);
            Inputs source = new Inputs(
                    draw,
                    values,
                    document,
                    JSON.readTree(emulator.control("GET", "/_blb/seed/schema.json")),
                    emulator.port());
            for (long sent = 0; sent < inputs && emulator.alive() && failures.size() < MAX_FAILURES; sent++) {
                if (sent % INPUTS_BETWEEN_RESETS == 0) {
                    reset(emulator);
                    values.forget();
                }
                Input input = source.next();
                String what = "input " + sent + " of seed " + seed + ", " + input.kind() + ", " + input.route() + ":\n"
                        + shortened(input.sent()) + "\n";
                try {
                    Optional<Answer> answer = answered(emulator, wire, input, draw.chance(PERCENT_COMPARED), what);
                    answer.filter(given -> given.status() < 300).ifPresent(given -> values.keep(given.text()));
                    count(input, answer);
                } catch (AssertionError e) {
                    List<String> trace = emulator.takeStackTrace();
                    String cause = trace.stream()
                            .filter(line -> line.contains("dev.blb"))
                            .findFirst()
                            .orElse(input.route() + " "
                                    + String.valueOf(e.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse(""));
                    failures.putIfAbsent(cause, e.getMessage() + String.join("\n", trace));
                }
            }
            assertThat(failures.values()).isEmpty();
            emulator.control("GET", "/_blb/health");
            assertThat(emulator.alive()).isTrue();
        }
        System.out.println(inputs + " inputs of seed " + seed + ": " + answers);
        assertThat(accepted.stream()
                        .filter(route -> route.startsWith("OPERATION"))
                        .count())
                .as("operations that were also carried out: %s", accepted)
                .isGreaterThan(20);
    }

    private static Optional<Answer> answered(Emulator emulator, Wire wire, Input input, boolean compared, String what)
            throws IOException, InterruptedException {
        String before = compared ? emulator.control("GET", "/_blb/world?secrets=true") : "";
        Optional<Answer> answer = send(wire, input, emulator, what);
        answer.ifPresent(given -> judge(input, given, what));
        boolean done = answer.filter(given -> given.status() < 300).isPresent();
        if (compared && (!done || input.reads())) {
            assertThat(emulator.control("GET", "/_blb/world?secrets=true"))
                    .as("the state after what was refused or only read: %s", what)
                    .isEqualTo(before);
        }
        if (done && input.kind() == Kind.CONTROL && input.route().matches("(POST|PUT) /_blb/(clock|async|faults)")) {
            // Another time would make every later signature expire, a held write would end at any later time, and a
            // planned
            // fault would fail calls that are right.
            emulator.control("POST", "/_blb/reset?clock=true");
        }
        assertThat(emulator.hasStackTrace()).as("stack trace after %s", what).isFalse();
        return answer;
    }

    private static void reset(Emulator emulator) throws IOException, InterruptedException {
        emulator.control("POST", "/_blb/reset?clock=true");
        for (JsonNode snapshot :
                JSON.readTree(emulator.control("GET", "/_blb/snapshots")).path("snapshots")) {
            String name = snapshot.isTextual()
                    ? snapshot.asText()
                    : snapshot.path("name").asText();
            emulator.control("DELETE", "/_blb/snapshots/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
        }
        emulator.control("GET", "/_blb/health");
    }

    private static Optional<Answer> send(Wire wire, Input input, Emulator emulator, String what) {
        try {
            return input.mayCloseConnection()
                    ? wire.raw(input.bytes(), input.head())
                    : Optional.of(wire.exchange(input.bytes(), input.head()));
        } catch (IOException e) {
            throw new AssertionError(
                    "no answer (" + e + ") to " + what + "\nalive: " + emulator.alive() + ", log: " + emulator.log(),
                    e);
        }
    }

    private static void judge(Input input, Answer answer, String what) {
        String text = answer.text();
        String seen =
                "answer " + answer.status() + " " + text.substring(0, Math.min(500, text.length())) + "\nto " + what;
        assertThat(answer.status()).as(seen).isNotIn(500, 502, 504);
        if (answer.status() < 400 || input.head() || (text.isEmpty() && input.mayCloseConnection())) {
            return;
        }
        JsonNode error;
        try {
            error = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + seen, e);
        }
        for (String member : new String[] {"requestId", "code", "message"}) {
            assertThat(error.path(member).asText()).as("%s of %s", member, seen).isNotBlank();
        }
        String own = error.path("message").asText();
        assertThat(INTERNAL.matcher(own).results().map(found -> found.group()).filter(found -> !what.contains(found)))
                .as("names of our own code in %s", seen)
                .isEmpty();
    }

    private void count(Input input, Optional<Answer> answer) {
        String status = answer.map(given -> Integer.toString(given.status())).orElse("closed");
        answers.merge(input.kind() + " " + status, 1, Integer::sum);
        if (status.startsWith("2")) {
            accepted.add(input.kind() + " " + input.route());
        }
    }

    private static String shortened(String sent) {
        return sent.length() <= MAX_SHOWN ? sent : sent.substring(0, MAX_SHOWN) + "... " + sent.length() + " bytes";
    }
}
