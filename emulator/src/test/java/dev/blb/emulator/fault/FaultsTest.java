package dev.blb.emulator.fault;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.SettingsTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The effects of fault plans, seen on the wire. */
class FaultsTest {
    private static final Settings SETTINGS =
            Settings.DEFAULTS.with(SettingsTable.PORT, 0).with(SettingsTable.AUTH, AuthMode.PARSE);

    private final BlbEmulator emulator = BlbEmulator.start(SETTINGS);
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private void plan(String rules) {
        api.put("/_blb/faults?account=" + api.account(), "{\"rules\":[" + rules.replace('\'', '"') + "]}")
                .ok();
    }

    private void effect(String effect) {
        plan("{'name':'f','match':{'operation':'DescribeBlbs'},'effect':{" + effect + "}}");
    }

    private JsonNode counts() {
        return api.get("/_blb/faults?account=" + api.account()).ok().json().path("rules");
    }

    /** All bytes that come on a connection of its own; {@code RST} if it is reset. */
    private String wire(String method, String path, String body) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), emulator.baseUri().getPort())) {
            socket.setSoTimeout(60_000);
            String request = method + " " + path
                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\nAuthorization: bce-auth-v1/" + api.account()
                    + "/2026-01-01T00:00:00Z/1800/host/0\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            try {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (SocketException reset) {
                return "RST";
            }
        }
    }

    private String list() throws IOException {
        return wire("GET", "/v1/blb", "");
    }

    @Test
    void aRefusal() throws IOException {
        effect("'status':503,'code':'Overloaded','message':'Later.'");
        assertThat(list())
                .startsWith("HTTP/1.1 503 ")
                .contains("x-blb-emulator-fault: f\r\n")
                .contains("\"code\":\"Overloaded\",\"message\":\"Later.\"");
    }

    @Test
    void aRuleIsNamedAsItWasGiven() throws IOException {
        plan("{'name':'two words 中','effect':{'status':503}}");
        assertThat(list()).contains("x-blb-emulator-fault: two words \\u4e2d\r\n");
        assertThat(api.get("/_blb/requests?status=503&account=" + api.account())
                        .ok()
                        .json()
                        .at("/requests/0/faults/0")
                        .asText())
                .isEqualTo("two words 中");
    }

    @Test
    void aReset() throws IOException {
        effect("'connection':'reset'");
        assertThat(list()).isEqualTo("RST");
    }

    @Test
    void anEmptyAnswer() throws IOException {
        effect("'connection':'empty'");
        assertThat(list()).isEmpty();
    }

    @Test
    void anAnswerThatIsCut() throws IOException {
        String whole = list();
        int head = whole.indexOf("\r\n\r\n") + 4;
        effect("'cutAtByte':5");
        assertThat(list())
                .contains("Content-Length: " + (whole.length() - head))
                .endsWith("\r\n\r\n" + whole.substring(head, head + 5));
        effect("'cutAtPercent':50");
        assertThat(list()).endsWith("\r\n\r\n" + whole.substring(head, head + (whole.length() - head) / 2));
        effect("'cutAtByte':0");
        assertThat(list()).endsWith("\r\n\r\n").contains("200 OK");
    }

    @Test
    void anAnswerThatDribbles() throws IOException {
        String whole = list();
        effect("'dribbleBytesPerSecond':1000");
        String slow = list();
        assertThat(slow.substring(slow.indexOf("\r\n\r\n"))).isEqualTo(whole.substring(whole.indexOf("\r\n\r\n")));
        // Each piece is a write of its own; that they take their time is seen by a client that the server's end wakes.
        effect("'dribbleBytesPerSecond':1");
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), emulator.baseUri().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /v1/blb HTTP/1.1\r\nHost: x\r\nAuthorization: bce-auth-v1/" + api.account()
                                    + "/2026-01-01T00:00:00Z/1800/host/0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] some = socket.getInputStream().readNBytes(whole.indexOf("\r\n\r\n"));
            assertThat(new String(some, StandardCharsets.US_ASCII)).contains("200 OK");
            assertThat(socket.getInputStream().available()).isLessThan(60);
        }
    }

    @Test
    void aWrongContentType() throws IOException {
        effect("'contentType':'text/plain'");
        assertThat(list()).contains("200 OK", "Content-Type: text/plain\r\n", "\"blbList\":[]");
    }

    @Test
    void aGateway() throws IOException {
        effect("'gateway':true");
        assertThat(list())
                .startsWith("HTTP/1.1 502 ")
                .contains("Content-Type: text/html\r\n", "<h1>502 Bad Gateway</h1>");
    }

    @Test
    void throttlingGoesByTheEmulatorsClock() {
        api.post("/_blb/clock", "{\"freeze\":true}").ok();
        effect("'throttle':{'rate':'6/m','burst':2}");
        api.get("/v1/blb").ok();
        api.get("/v1/blb").ok();
        Api.Answer refused = api.get("/v1/blb").refused(429, "RequestLimited");
        assertThat(refused.headers().firstValue("Retry-After")).contains("10");
        api.post("/_blb/clock", "{\"advance\":\"PT10S\"}").ok();
        api.get("/v1/blb").ok();
        api.get("/v1/blb").refused(429, "RequestLimited");
        effect("'throttle':{'rate':'1/h','burst':1,'retryAfter':false}");
        api.get("/v1/blb").ok();
        assertThat(api.get("/v1/blb").refused(429, "RequestLimited").headers().firstValue("Retry-After"))
                .isEmpty();
        assertThat(api.get("/_blb/requests?status=429&account=" + api.account()).body())
                .contains("Throttling is an assumption");
    }

    @Test
    void aResetThatTakesTheClockBackLeavesThePlanOfTheStartAtWork(@TempDir Path folder) throws IOException {
        Path plan = Files.writeString(
                folder.resolve("faults.json"),
                "{\"rules\":[{\"name\":\"busy\",\"match\":{\"operation\":\"DescribeBlbs\"},\"effect\":{\"status\":503}}]}");
        try (BlbEmulator planned = BlbEmulator.start(SETTINGS.with(SettingsTable.FAULTS, Optional.of(plan)))) {
            Api own = Api.of(planned);
            own.post("/_blb/clock", "{\"advance\":\"1d\"}").ok();
            assertThat(own.get("/v1/blb").status()).isEqualTo(503);
            own.post("/_blb/reset?clock=true", "").ok();
            assertThat(own.get("/v1/blb").status()).isEqualTo(503);
        }
    }

    @Test
    void rulesAboutTrafficNeedTheDataPlane() {
        assertThat(api.put(
                                "/_blb/faults",
                                "{\"traffic\":[{\"name\":\"r\",\"blbId\":\"lb-1\",\"effect\":{\"accept\":\"refuse\"}}]}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("start the emulator with --data-plane on");
    }

    @Test
    void aDelayEndsWithThePlan() throws Exception {
        effect("'delay':'60s'");
        CompletableFuture<Api.Answer> waiting = CompletableFuture.supplyAsync(() -> api.get("/v1/blb"));
        until(() -> counts().path(0).path("fired").asInt() == 1);
        assertThat(waiting).isNotDone();
        api.delete("/_blb/faults?account=" + api.account()).ok();
        waiting.get(60, TimeUnit.SECONDS).ok();
    }

    @Test
    void aStallEndsWithoutAnAnswer() throws Exception {
        CompletableFuture<String> waiting = stalled();
        api.delete("/_blb/faults?account=" + api.account()).ok();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void theEndOfTheServerWaitsForNoFault() throws Exception {
        CompletableFuture<String> waiting = stalled();
        emulator.close();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isIn("", "RST");
    }

    /** A call that waits in a stall. By a plain socket: the JDK's client repeats a GET whose connection ends. */
    private CompletableFuture<String> stalled() {
        effect("'stall':'5m'");
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return list();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        until(() -> counts().path(0).path("fired").asInt() == 1);
        assertThat(waiting).isNotDone();
        return waiting;
    }

    @Test
    void anAnswerIsLostAfterTheCallTookEffect() throws IOException {
        plan(
                "{'name':'lost','match':{'operation':'CreateBlb','first':1},'phase':'after','effect':{'connection':'empty'}}");
        String body = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";
        assertThat(wire("POST", "/v1/blb", body)).isEmpty();
        assertThat(api.get("/v1/blb").ok().json().path("blbList")).hasSize(1);
        JsonNode lost = api.get("/_blb/requests?operation=CreateBlb&account=" + api.account())
                .json()
                .at("/requests/0");
        assertThat(lost.path("status").asInt(-1)).isZero();
        assertThat(lost.path("faults").toString()).isEqualTo("[\"lost\"]");
        assertThat(lost.path("change").path("after").asText()).isEqualTo("available");

        plan("{'name':'before','match':{'operation':'CreateBlb','first':1},'effect':{'connection':'empty'}}");
        assertThat(wire("POST", "/v1/blb", body)).isEmpty();
        assertThat(api.get("/v1/blb").ok().json().path("blbList")).hasSize(1);
    }

    @Test
    void readsAreStaleAfterAWrite() {
        String blbId = api.create("\"name\":\"old\"");
        plan(
                "{'name':'stale','match':{'operation':'CreateBlb','first':1},'effect':{'stale':{'detail':'2 reads','list':'held'}}}");
        String hidden = api.create();
        api.get("/v1/blb/" + hidden).refused(404, "InstanceNotFound");
        api.get("/v1/blb/" + hidden).refused(404, "InstanceNotFound");
        api.get("/v1/blb/" + hidden).ok();
        assertThat(api.get("/v1/blb").ok().json().path("blbList")).hasSize(1);
        api.get("/v1/blb/" + blbId).ok();
    }

    @Test
    void aRuleOfAllWritesMakesOnlyThoseStaleThatMakeOrRelease() {
        String blbId = api.create("\"name\":\"old\"");
        plan("{'name':'stale','match':{'group':'write'},'effect':{'stale':{'detail':'1 reads'}}}");
        Api.Answer renamed = api.put("/v1/blb/" + blbId, "{\"name\":\"new\"}").ok();
        api.createTcp(blbId, 80);
        assertThat(renamed.headers().firstValue("x-blb-emulator-fault")).isEmpty();
        assertThat(api.get("/v1/blb/" + blbId).ok().text("/name")).isEqualTo("new");
        assertThat(counts().path(0).path("fired").asInt()).isZero();
        assertThat(counts().path(0).path("matched").asInt()).isZero();

        api.delete("/v1/blb/" + blbId).ok();
        api.get("/v1/blb/" + blbId).ok();
        api.get("/v1/blb/" + blbId).refused(404, "InstanceNotFound");
        assertThat(counts().path(0).path("fired").asInt()).isEqualTo(1);
    }

    @Test
    void aCallThatAnEarlierRuleTookDoesNotCountForTheNext() {
        plan("{'name':'a','match':{'nth':1},'effect':{'status':501}},"
                + "{'name':'b','match':{'nth':2},'effect':{'status':502}}");

        assertThat(IntStream.range(0, 4).mapToObj(each -> api.get("/v1/blb").status()))
                .containsExactly(501, 200, 502, 200);
        assertThat(counts().path(1).path("matched").asInt()).isEqualTo(3);
    }

    @Test
    void plansOfAccountsAreApart() {
        effect("'status':500");
        api.get("/v1/blb").refused(500, "InternalError");
        Api other = Api.of(emulator);
        other.get("/v1/blb").ok();
        other.put("/_blb/faults", "{\"rules\":[{\"name\":\"all\",\"effect\":{\"status\":503}}]}")
                .ok();
        other.get("/v1/blb").refused(503, "ServiceUnavailable");
        api.get("/v1/blb").refused(500, "InternalError");
        JsonNode all = api.get("/_blb/faults").ok().json();
        assertThat(all.path("active").asBoolean()).isTrue();
        assertThat(all.path("accounts").toString()).isEqualTo("[\"\",\"" + api.account() + "\"]");
        assertThat(all.path("rules").path(0).path("fired").asInt()).isEqualTo(1);
        assertThat(all.path("rules").path(0).path("requestIds")).hasSize(1);

        api.post("/_blb/reset?account=" + api.account(), "").ok();
        api.get("/v1/blb").refused(503, "ServiceUnavailable");
        api.post("/_blb/reset", "").ok();
        api.get("/v1/blb").ok();
        assertThat(api.get("/_blb/faults").ok().json().path("active").asBoolean(true))
                .isFalse();
    }

    @Test
    void controlRoutesAndCallsThatAreNotSignedAreNeverHit() {
        api.put("/_blb/faults", "{\"rules\":[{\"name\":\"all\",\"effect\":{\"status\":503}}]}")
                .ok();
        api.get("/_blb/health").ok();
        api.get("/_blb/world").ok();
        api.send(java.net.http.HttpRequest.newBuilder(api.uri("/v1/blb"))).refused(403, "AccessDenied");
        assertThat(api.get("/_blb/faults")
                        .json()
                        .path("rules")
                        .path(0)
                        .path("matched")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void presetsAreSetByName() {
        for (String name : Presets.names()) {
            assertThat(api.put("/_blb/faults?account=" + api.account(), "{\"seed\":3,\"preset\":\"" + name + "\"}")
                            .ok()
                            .json()
                            .path("seed")
                            .asInt())
                    .isEqualTo(3);
        }
        api.put("/_blb/faults", "{\"preset\":\"throtled\"}").refused(400, "InvalidParameter");
        api.put("/_blb/faults", "{\"preset\":\"throttled\",\"rules\":[]}").refused(400, "InvalidParameter");
    }

    @Test
    void aFileSetsThePlanOfTheStart(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("faults.json");
        Files.writeString(file, "{\"rules\":[{\"name\":\"all\",\"match\":{\"first\":1},\"effect\":{\"status\":503}}]}");
        try (BlbEmulator failing = BlbEmulator.start(SETTINGS.with(SettingsTable.FAULTS, Optional.of(file)))) {
            Api client = Api.of(failing);
            client.get("/v1/blb").refused(503, "ServiceUnavailable");
            client.get("/v1/blb").ok();
            client.post("/_blb/reset", "").ok();
            client.get("/v1/blb").refused(503, "ServiceUnavailable");
        }
    }

    @Test
    void aFileMayNameAPreset(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("faults.json"), "{\"seed\":5,\"preset\":\"throttled\"}");
        try (BlbEmulator failing = BlbEmulator.start(SETTINGS.with(SettingsTable.FAULTS, Optional.of(file)))) {
            assertThat(Api.of(failing)
                            .get("/_blb/faults")
                            .ok()
                            .json()
                            .path("seed")
                            .asInt())
                    .isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'rules':[{'name':'all','efect':{}}]}|faults.json: rules[0].efect",
                "{'rules':[{'name':'all','efect':{}}]}|did you mean effect?",
                "{|faults.json cannot be read as JSON",
                "{'seed':1,'seed':2}|Duplicate field 'seed'",
                "{'seed':1} {'seed':2}|faults.json cannot be read as JSON",
                "[]|faults.json: it is no JSON object",
                "{'traffic':[{'name':'r','blbId':'lb-1','effect':{'accept':'refuse'}}]}|start the emulator with --data-plane on"
            })
    void aWrongFileStopsTheStart(String line, @TempDir Path folder) throws IOException {
        String[] parts = line.split("\\|", 2);
        Path file = Files.writeString(folder.resolve("faults.json"), parts[0].replace('\'', '"'));
        assertThatThrownBy(() -> BlbEmulator.start(SETTINGS.with(SettingsTable.FAULTS, Optional.of(file))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(parts[1]);
    }

    @Test
    void aFileThatCannotBeReadStopsTheStart(@TempDir Path folder) throws IOException {
        Path none = folder.resolve("none.json");
        assertThatThrownBy(() -> BlbEmulator.start(SETTINGS.with(SettingsTable.FAULTS, Optional.of(none))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.json does not exist");
        Path bytes = Files.write(folder.resolve("bytes.json"), new byte[] {'{', (byte) 0xe9, '}'});
        assertThatThrownBy(() -> BlbEmulator.start(SETTINGS.with(SettingsTable.FAULTS, Optional.of(bytes))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes.json is not encoded as UTF-8");
    }
}
