package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.ASYNC;
import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.consistency.Profile;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The same seed and the same calls give the same answers, byte for byte: also what happens by chance. */
class TranscriptTest {
    /** {@code -Dblb.test.runs=100} for a proof. */
    private static final int RUNS = Integer.getInteger("blb.test.runs", 20);

    private static final Pattern ID = Pattern.compile("\"blbId\":\"(lb-[^\"]+)\"");
    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(1))
            .build();

    @Test
    void oneSeedGivesOneTranscriptOnTheWorstDay() {
        Set<String> transcripts = new HashSet<>();
        for (int run = 0; run < RUNS; run++) {
            transcripts.add(transcript(11));
        }
        assertThat(transcripts).hasSize(1);
        assertThat(transcripts)
                .first()
                .asString()
                .contains("creating", "InstanceNotFound", "Dead", "an answer is lost");
        assertThat(transcript(12)).isNotIn(transcripts);
    }

    private String transcript(long seed) {
        Settings config = Settings.DEFAULTS
                .with(PORT, 0)
                .with(AUTH, AuthMode.PARSE)
                .with(ASYNC, Profile.HOSTILE)
                .with(SEED_IDS, Optional.of(seed));
        List<String> lines = new ArrayList<>();
        try (BlbEmulator emulator = BlbEmulator.start(config, new MovableClock(START))) {
            call(emulator, lines, "POST", "/_blb/clock", "{\"freeze\":true}");
            call(emulator, lines, "PUT", "/_blb/backends/i-1/health", "{\"script\":\"up 9s, down 17s, repeat\"}");
            call(emulator, lines, "PUT", "/_blb/async", "{\"operations\":{\"CreateBlb\":{\"losePercent\":50}}}");
            for (int i = 0; i < 4; i++) {
                call(emulator, lines, "POST", "/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}");
                call(emulator, lines, "GET", "/v1/blb", "");
            }
            String id = id(lines);
            for (String by : new String[] {"4s", "16s"}) {
                call(emulator, lines, "GET", "/v1/blb/" + id, "");
                call(emulator, lines, "POST", "/_blb/clock", "{\"advance\":\"" + by + "\"}");
            }
            for (int i = 0; i < 4; i++) {
                call(emulator, lines, "POST", "/v1/blb/" + id + "/TCPlistener", Api.tcp(80 + i));
                call(emulator, lines, "POST", "/_blb/clock", "{\"advance\":\"9s\"}");
                call(
                        emulator,
                        lines,
                        "POST",
                        "/v1/blb/" + id + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"i-" + (i / 2) + "\"}]}");
                call(emulator, lines, "GET", "/v1/blb/" + id, "");
                call(emulator, lines, "GET", "/v1/blb/" + id + "/backendserver?listenerPort=80", "");
                call(emulator, lines, "POST", "/_blb/clock", "{\"advance\":\"9s\"}");
            }
            call(emulator, lines, "GET", "/_blb/loadbalancers/" + id + "/health", "");
            call(emulator, lines, "DELETE", "/v1/blb/" + id, "");
            call(emulator, lines, "GET", "/v1/blb", "");
        }
        return String.join("\n", lines);
    }

    private static String id(List<String> lines) {
        Matcher matcher = ID.matcher(String.join("", lines));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private void call(BlbEmulator emulator, List<String> lines, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(emulator.baseUri().resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "bce-auth-v1/emulator-1/2026-01-01T00:00:00Z/1800/host/" + "0".repeat(64))
                .timeout(Duration.ofMinutes(5))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            lines.add(answer.statusCode() + " " + new TreeMap<>(answer.headers().map()) + " " + answer.body());
        } catch (IOException lost) {
            lines.add("an answer is lost");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
