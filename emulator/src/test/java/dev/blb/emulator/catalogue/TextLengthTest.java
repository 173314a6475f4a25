package dev.blb.emulator.catalogue;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.catalogue.Catalogue.Op;
import dev.blb.emulator.settings.AuthMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every text that a caller may send, at its limit and beyond, in scripts whose characters take one to four bytes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextLengthTest {
    private static final List<String> CHARACTERS = List.of("a", "\u4e2d", "\ud83d\ude00");

    /** Enough for an instance's quota in one account. */
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);

    private final BlbEmulator emulator = BlbEmulator.start(SETTINGS);
    private final JsonNode document =
            Api.of(emulator).get("/_blb/openapi.json").ok().json();

    @AfterAll
    void stop() {
        emulator.close();
    }

    /** The longest text of a character that has this many UTF-16 units, and one that has at least one more. */
    private static List<String> around(String character, int limit) {
        String longest = character.repeat(limit / character.length());
        return List.of(longest, longest + character.repeat(2));
    }

    /** The texts in the bodies of a path, by their dotted names, with their limits. */
    private Map<String, Integer> texts(String path, String method) {
        Map<String, Integer> found = new LinkedHashMap<>();
        collect("", document.path("paths").path(path).path(method).path("requestBody"), found);
        return found;
    }

    private static void collect(String name, JsonNode schema, Map<String, Integer> found) {
        if (schema.path("type").asText().equals("string") && !schema.has("enum")) {
            found.put(name, schema.path("maxLength").asInt());
            return;
        }
        JsonNode properties = schema.path("properties");
        if (schema.path("type").asText().equals("array")) {
            collect(name + "[]", schema.path("items"), found);
        } else if (properties.isObject()) {
            properties
                    .properties()
                    .forEach(member -> collect(
                            name.isEmpty() ? member.getKey() : name + "." + member.getKey(), member.getValue(), found));
        } else {
            schema.forEach(inner -> {
                if (inner.isContainerNode()) {
                    collect(name, inner, found);
                }
            });
        }
    }

    private static void isAnswered(Api.Answer answer, String what) {
        assertThat(answer.status()).as(what + ": " + answer.body()).isIn(200, 400, 403, 404, 409, 413);
    }

    @Test
    void ofTheApi() {
        int driven = 0;
        for (Op op : Catalogue.OPERATIONS) {
            String method = op.method().toLowerCase(Locale.ROOT);
            for (Map.Entry<String, Integer> text : texts(op.path(), method).entrySet()) {
                for (String character : CHARACTERS) {
                    Scene scene = new Scene(Api.of(emulator), op, 80);
                    for (String value : around(character, text.getValue())) {
                        if (text.getKey().endsWith("[]")) {
                            scene.body.putArray(text.getKey().replace("[]", "")).add(value);
                        } else {
                            scene.put(text.getKey(), TextNode.valueOf(value));
                        }
                        isAnswered(scene.call(), op.id() + " " + text.getKey() + " " + value.length());
                        driven++;
                    }
                }
            }
        }
        assertThat(driven).isGreaterThan(400);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Bodies that a control route takes, by what its path contains. */
    private static String body(String path) {
        return Stream.of(
                        Map.entry("/health", "{\"status\":\"Dead\"}"),
                        Map.entry("/machines/", "{\"address\":\"127.0.0.1\"}"),
                        Map.entry("/vpcs/", "{\"cidr\":\"10.0.0.0/16\"}"),
                        Map.entry("/settings", "{\"quotaListeners\":5}"),
                        Map.entry("/status", "{\"status\":\"available\"}"))
                .filter(entry -> path.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("{}");
    }

    @Test
    void ofControlRoutes() {
        Api api = Api.of(emulator);
        int driven = 0;
        for (JsonNode route : api.get("/_blb/operations").ok().json().path("controlRoutes")) {
            String path = route.path("path").asText();
            String method = route.path("method").asText();
            // A call that moves the clock, or that takes everything away, is about no text; a stream does not end, and
            // metrics are no JSON.
            if (path.endsWith("/clock")
                    || path.endsWith("/reset")
                    || path.endsWith("/stream")
                    || path.equals("/metrics")) {
                continue;
            }
            for (String character : CHARACTERS) {
                for (int limit : List.of(64, 128, 512, 600)) {
                    for (String value : around(character, limit)) {
                        String filled = path.replaceAll("\\{kind}", "vpcs").replaceAll("\\{\\w+}", encoded(value));
                        String known = path.replaceAll("\\{kind}", "vpcs").replaceAll("\\{\\w+}", "i-emul0001");
                        String body = method.equals("GET") || method.equals("DELETE") ? "" : body(path);
                        if (encoded(value).length() < 2_000) {
                            isAnswered(api.send(method, filled, body), method + " " + path + " " + value.length());
                            isAnswered(
                                    api.send(method, known + "?account=" + encoded(value), body),
                                    method + " " + path + "?account " + value.length());
                            driven++;
                        }
                    }
                }
                for (Map.Entry<String, Integer> text :
                        texts(path, method.toLowerCase(Locale.ROOT)).entrySet()) {
                    for (String value : around(character, text.getValue())) {
                        String known = path.replaceAll("\\{kind}", "vpcs").replaceAll("\\{\\w+}", "i-emul0001");
                        var members = Scene.object(body(path));
                        members.put(text.getKey(), value);
                        isAnswered(api.send(method, known, members.toString()), path + " " + text.getKey());
                        driven++;
                    }
                }
            }
        }
        assertThat(driven).isGreaterThan(300);
    }
}
