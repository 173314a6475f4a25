package dev.blb.emulator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.SettingsTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command that sends a call again, run by a shell. */
class CurlTest {
    private final BlbEmulator emulator =
            BlbEmulator.start(Settings.DEFAULTS.with(SettingsTable.PORT, 0).with(SettingsTable.AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static List<JsonNode> calls(Api caller) {
        return StreamSupport.stream(
                        caller.get("/_blb/requests?account=" + caller.account())
                                .ok()
                                .json()
                                .path("requests")
                                .spliterator(),
                        false)
                .toList();
    }

    /** The newest call, with its command. */
    private static JsonNode newest(Api caller) {
        List<JsonNode> calls = calls(caller);
        return caller.get("/_blb/requests/"
                        + calls.get(calls.size() - 1).path("id").asText())
                .ok()
                .json();
    }

    private String run(String command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process shell = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).as(command).isZero();
        return Files.readString(output);
    }

    private HttpRequest.Builder untyped(String method, String path, String body) {
        return HttpRequest.newBuilder(api.uri(path))
                .method(method, BodyPublishers.ofString(body))
                .header(
                        "Authorization",
                        "bce-auth-v1/" + api.account() + "/2026-01-01T00:00:00Z/1800/host/" + "0".repeat(64));
    }

    @Test
    void isSignedAnewWithWhatTheCallHad() throws IOException, InterruptedException {
        try (BlbEmulator verifying = BlbEmulator.start(Settings.DEFAULTS.with(SettingsTable.PORT, 0))) {
            // Refused, as the signature is wrong: but it is known how it would be right.
            Api wrong = Api.of(verifying);
            wrong.post("/v1/blb?clientToken=a-b&x=a%20b", "{\"name\":\"it's\"}");
            String curl = newest(wrong).path("curl").asText();
            assertThat(run(curl)).contains("MissingParameter").doesNotContain("Signature");

            String created = run(
                    curl.replaceFirst(
                            " --path-as-is",
                            " -H 'Content-Type: application/json' --data-raw '{\"name\":\"it'\\\\''s\",\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}' --path-as-is"));
            assertThat(created).contains("InvalidParameter", "name");
        }
    }

    @Test
    void theBodyIsSentAsItWas() throws IOException, InterruptedException {
        String blbId = api.create();
        String body = "\r\n{\"desc\":\n\t\"it's 50% of \\\"$HOME\\\" & é\"}\n\n";
        api.put("/v1/blb/" + blbId, body).ok();
        assertThat(run(newest(api).path("curl").asText())).isEmpty();
        assertThat(calls(api).subList(1, 3)).allSatisfy(call -> {
            assertThat(call.path("operation").asText()).isEqualTo("UpdateBlb");
            assertThat(call.path("status").asInt()).isEqualTo(200);
            assertThat(call.path("body").asText()).isEqualTo(body);
        });
    }

    @Test
    void aBodyThatBeginsWithAnAtSignNamesNoFile() throws IOException, InterruptedException {
        String body = "@" + Files.writeString(folder.resolve("file"), "content of a file");
        api.post("/v1/blb", body).refused(400, "MalformedJSON");
        assertThat(run(newest(api).path("curl").asText())).contains("MalformedJSON");
        assertThat(calls(api))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.path("body").asText()).isEqualTo(body));
    }

    @Test
    void aControlCallWithoutATypeIsSentAsJson() throws IOException, InterruptedException {
        api.send(untyped("PUT", "/_blb/accounts/" + api.account() + "/settings", "{\"quotaListeners\":3}"))
                .ok();
        JsonNode call = newest(api);
        assertThat(call.path("replayHeaders").path("Content-Type").asText()).isEqualTo("application/json");
        assertThat(run(call.path("curl").asText())).contains("\"quotaListeners\":3");
    }

    @Test
    void anApiCallWithoutATypeIsSentWithoutOne() throws IOException, InterruptedException {
        api.send(untyped("POST", "/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}"))
                .ok();
        JsonNode call = newest(api);
        assertThat(call.path("replayHeaders").path("Content-Type").asText("absent"))
                .isEmpty();
        assertThat(run(call.path("curl").asText())).contains("blbId");
        assertThat(calls(api))
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each.path("headers").has("content-type")).isFalse());
    }

    @Test
    void aCallWithoutABodyNeedsNoType() throws IOException, InterruptedException {
        api.send(untyped("DELETE", "/_blb/faults?account=" + api.account(), "")).ok();
        JsonNode call = newest(api);
        assertThat(call.path("replayHeaders").has("Content-Type")).isFalse();
        assertThat(call.path("curl").asText()).doesNotContain("Content-Type");
        assertThat(run(call.path("curl").asText())).contains("\"active\":false");
    }

    /** What a server receives that answers nothing; the last call of a body that no text holds. */
    private static byte[] received(ServerSocket server, String command) throws IOException {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                head.write(in.read());
            }
            Matcher length =
                    Pattern.compile("(?i)content-length: (\\d+)").matcher(head.toString(StandardCharsets.ISO_8859_1));
            assertThat(length.find()).as(command + "\n" + head).isTrue();
            byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
            socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            return body;
        }
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {
                "{\"name\":\"caf\u00e9\"}",
                "\u0000",
                "a\u0000b",
                "\u00ff%d\\n'it''s'\r\n123",
                "\u00c3(",
                "-%s\u00ff-",
                "\u00ed\u00a0\u0080"
            })
    void aBodyThatIsNoTextIsSentAsItWas(String latin1) throws IOException, InterruptedException {
        byte[] body = latin1.getBytes(StandardCharsets.ISO_8859_1);
        api.send(HttpRequest.newBuilder(api.uri("/v1/blb"))
                .POST(BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "bce-auth-v1/" + api.account() + "/2026-01-01T00:00:00Z/1800/host/" + "0".repeat(64)));
        JsonNode call = newest(api);
        String curl = call.path("curl").asText();
        assertThat(curl).matches("[ -~]+");
        assertThat(call.path("bodyIsText").asText()).isEqualTo("false");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String there = curl.replace(emulator.baseUri().getAuthority(), "127.0.0.1:" + server.getLocalPort());
            CompletableFuture<byte[]> received = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    received.complete(received(server, there));
                } catch (IOException | RuntimeException e) {
                    received.completeExceptionally(e);
                }
            });
            thread.start();
            run(there);
            assertThat(received.join()).isEqualTo(body);
        }
        run(curl);
        assertThat(calls(api)).hasSize(2);
        assertThat(calls(api).get(1).path("code")).isEqualTo(call.path("code"));
    }

    @Test
    void aBodyThatIsNoTextShowsNoSecret() {
        api.send(HttpRequest.newBuilder(api.uri("/v1/blb"))
                .POST(BodyPublishers.ofByteArray(
                        "{\"secretKey\":\"xyz\u00e9\",\"name\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .header(
                        "Authorization",
                        "bce-auth-v1/" + api.account() + "/2026-01-01T00:00:00Z/1800/host/" + "0".repeat(64)));
        assertThat(newest(api).path("curl").asText())
                .contains("(hidden)", "\\351")
                .doesNotContain("xyz");
    }

    @Test
    void aTextHasNoDetour() {
        api.post("/v1/blb", "{\"name\":\"caf\u00e9 \ud83d\ude00 \ufffd\"}");
        JsonNode call = newest(api);
        assertThat(call.path("curl").asText()).contains("--data-raw").doesNotContain("printf");
        assertThat(call.has("bodyIsText")).isFalse();
    }
}
