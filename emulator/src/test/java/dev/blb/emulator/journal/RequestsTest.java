package dev.blb.emulator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import de.sstoehr.harreader.HarReader;
import de.sstoehr.harreader.HarReaderMode;
import de.sstoehr.harreader.model.HarEntry;
import de.sstoehr.harreader.model.HarRequest;
import de.sstoehr.harreader.model.HarResponse;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.SettingsTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The control routes of the journal, asked over the wire. */
class RequestsTest {
    private final BlbEmulator emulator =
            BlbEmulator.start(Settings.DEFAULTS.with(SettingsTable.PORT, 0).with(SettingsTable.AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private List<JsonNode> requests(String filter) {
        Api.Answer found =
                api.get("/_blb/requests?account=" + api.account() + filter).ok();
        return StreamSupport.stream(found.json().path("requests").spliterator(), false)
                .toList();
    }

    private JsonNode only(String filter) {
        List<JsonNode> found = requests(filter);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void aCallIsShownAsItWasSentAndAnswered() {
        Api.Answer created = api.post(
                        "/v1/blb?clientToken=t-1",
                        "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":" + "\"sbn-emulator0001\",\"helthCheck\":1}")
                .ok();

        JsonNode call = only("&operation=CreateBlb");
        assertThat(call.path("id").asText())
                .isEqualTo(created.headers().firstValue("x-bce-request-id").orElseThrow());
        assertThat(call.path("kind").asText()).isEqualTo("api");
        assertThat(call.path("account").asText()).isEqualTo(api.account());
        assertThat(call.path("method").asText()).isEqualTo("POST");
        assertThat(call.path("path").asText()).isEqualTo("/v1/blb");
        assertThat(call.path("query").asText()).isEqualTo("clientToken=t-1");
        assertThat(call.path("body").asText()).contains("\"helthCheck\":1");
        assertThat(call.path("status").asInt()).isEqualTo(200);
        assertThat(call.path("answer").asText()).isEqualTo(created.body());
        assertThat(call.path("blbId").asText()).isEqualTo(created.text("/blbId"));
        assertThat(call.path("ignoredMembers")).hasSize(1);
        assertThat(call.path("durationMillis").isNumber()).isTrue();
        assertThat(call.path("time").asText()).endsWith("Z");
    }

    @Test
    void whatBecameOfTheStatusIsShown() {
        api.with("settleDelay", "1h");
        String blbId = api.create();
        assertThat(only("&operation=CreateBlb").path("change").toString())
                .isEqualTo("{\"blbId\":\"" + blbId + "\",\"before\":\"\",\"after\":\"creating\"}");

        api.put("/v1/blb/" + blbId, "{\"name\":\"web\"}").refused(409, "LastOperationNotFinished");
        assertThat(only("&operation=UpdateBlb").has("change")).isFalse();

        api.post("/_blb/loadbalancers/" + blbId + "/settle", "").ok();
        api.put("/v1/blb/" + blbId, "{\"name\":\"web\"}").ok();
        assertThat(requests("&operation=UpdateBlb&status=200")
                        .get(0)
                        .path("change")
                        .path("after")
                        .asText())
                .isEqualTo("updating");

        api.post("/_blb/loadbalancers/" + blbId + "/settle", "").ok();
        api.with("settleDelay", "0");
        api.delete("/v1/blb/" + blbId).ok();
        assertThat(only("&operation=ReleaseBlb").path("change").toString())
                .contains("\"before\":\"available\",\"after\":\"\"");
    }

    @Test
    void callsAreFoundByWhatTheyWere() {
        String blbId = api.create();
        api.get("/v1/blb/" + blbId).ok();
        api.get("/v1/blb/lb-00000000").refused(404, "InstanceNotFound");
        api.get("/v1/blb/" + blbId + "/TCPlistner").refused(400, "InvalidURI");

        assertThat(requests("&kind=api")).hasSize(4);
        assertThat(requests("&blbId=" + blbId)).hasSize(2);
        assertThat(requests("&status=4xx")).hasSize(2);
        assertThat(requests("&status=404")).hasSize(1);
        assertThat(only("&unmatched=true").path("path").asText()).endsWith("/TCPlistner");
        assertThat(requests("&limit=1").get(0).path("status").asInt()).isEqualTo(400);
        String time = only("&unmatched=true").path("time").asText();
        assertThat(requests("&since=" + time)).isNotEmpty();
        assertThat(requests("&since=2999-01-01T00:00:00Z")).isEmpty();
        api.get("/_blb/requests?status=abc").refused(400, "InvalidParameter");
        api.get("/_blb/requests?operatoin=x").refused(400, "InvalidParameter");
    }

    @Test
    void controlCallsStandThereAndReadersOfTheJournalDoNot() {
        api.with("quotaListeners", "3");
        requests("");

        JsonNode call = only("&kind=control");
        assertThat(call.path("path").asText()).isEqualTo("/_blb/accounts/" + api.account() + "/settings");
        assertThat(requests("")).hasSize(1);
    }

    @Test
    void noSecretIsShown() {
        api.put("/_blb/accounts/" + api.account() + "/settings", "{\"quotaListeners\":3}")
                .ok();
        api.send(java.net.http.HttpRequest.newBuilder(
                        api.uri("/v1/blb?x-bce-security-token=s-e-c-r-e-t&authorization=s-e-c-r-e-t"))
                .header("x-bce-security-token", "s-e-c-r-e-t")
                .header("x-blb-control-token", "s-e-c-r-e-t")
                .header(
                        "Authorization",
                        "bce-auth-v1/" + api.account() + "/2026-01-01T00:00:00Z/1800/host/s-e-c-r-e-t"));
        api.send(java.net.http.HttpRequest.newBuilder(api.uri("/_blb/seed?account=" + api.account()))
                        .header("Content-Type", "application/yaml")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("accounts:\n- account: " + api.account()
                                + "\n  secretKey: s-e-c-r-e-t\n  keys: [{accessKey: k-" + api.account()
                                + ", secretKey: 's-e-c-r-e-t', sessionToken: \"s-e-c-\\u0072-e-t s-e-c-r-e-t\"}]\n")))
                .ok();
        api.send("POST", "/v1/blb", "{\"password\" : \"s-e-c-r-e-t\\\" s-e-c-r-e-t\",\"name\":1}")
                .refused(400, "InappropriateJSON");

        for (String wrong : java.util.List.of("\"" + "s-e-c-r-e-t".repeat(20) + "\"", "{\"s-e-c-r-e-t\":1}")) {
            assertThat(api.post(
                                    "/_blb/seed?account=" + api.account(),
                                    "{\"accounts\":[{\"account\":\"" + api.account()
                                            + "\",\"keys\":[{\"accessKey\":\"k\",\"secretKey\":" + wrong + "}]}]}")
                            .body())
                    .contains("keys[0].secretKey is (hidden); allowed is a text of 1 to 128 characters")
                    .doesNotContain("e-c-r-e-t");
        }
        assertThat(api.post(
                                "/_blb/seed?account=" + api.account(),
                                "{\"accounts\":[{\"account\":\"" + api.account()
                                        + "\",\"keys\":{\"accessKey\":\"k\",\"secretKey\":\"s-e-c-r-e-t\"}}]}")
                        .body())
                .contains("keys is (hidden); allowed is a list")
                .doesNotContain("e-c-r-e-t");

        String all = api.get("/_blb/requests?account=" + api.account()).body()
                + api.text("/_blb/requests.har?account=" + api.account());
        assertThat(all)
                .doesNotContain("e-c-r-e-t")
                .contains("(hidden)", "\\\"name\\\":1", "bce-auth-v1/" + api.account());
        assertThat(requests(""))
                .hasSize(7)
                .allSatisfy(call -> assertThat(
                                api.get("/_blb/requests/" + call.path("id").asText())
                                        .ok()
                                        .body())
                        .doesNotContain("e-c-r-e-t"));
    }

    @Test
    void aSecretInJsonThatIsATextInJsonIsHidden() throws IOException {
        String sent = "{\"password\":\"s-e-c-r-e-t\\\" \\\\\",\"after\":\"kept\"}";
        for (int level = 0; level < 4; level++) {
            api.post("/v1/blb", sent);
            sent = "{\"userData\":" + TextNode.valueOf(sent) + "}";
        }

        ObjectMapper json = new ObjectMapper();
        assertThat(requests("")).hasSize(4);
        for (JsonNode call : requests("")) {
            assertThat(call.toString()).doesNotContain("e-c-r-e-t");
            JsonNode held = json.readTree(call.path("body").asText());
            while (held.has("userData")) {
                held = json.readTree(held.path("userData").asText());
            }
            assertThat(held).hasToString("{\"password\":\"(hidden)\",\"after\":\"kept\"}");
        }
    }

    @Test
    void aLongBodyIsCut() {
        api.put(
                "/_blb/world/vpcs/vpc-long?account=" + api.account(),
                "{\"description\":\"" + "x".repeat(20_000) + "\"}");

        JsonNode call = only("");
        assertThat(call.path("body").asText()).hasSize(8192);
        assertThat(call.path("bodyCut").asBoolean()).isTrue();
        JsonNode one =
                api.get("/_blb/requests/" + call.path("id").asText()).ok().json();
        assertThat(one.has("curl")).isFalse();
        assertThat(one.path("noCurl").asText()).contains("8192");
    }

    @Test
    void aLostAnswerIsACallWithoutStatus() {
        String blbId = api.create();
        api.put(
                        "/_blb/async?account=" + api.account(),
                        "{\"operations\":{\"CreateBlbTcpListener\":{\"loseAnswers\":1}}}")
                .ok();
        try {
            api.createTcp(blbId, 80);
        } catch (AssertionError lost) {
            assertThat(lost).hasCauseInstanceOf(IOException.class);
        }

        JsonNode call = only("&operation=CreateBlbTcpListener");
        assertThat(call.path("status").asInt(-1)).isZero();
        assertThat(call.path("change").path("after").asText()).isEqualTo("available");
    }

    @Test
    void aResetForgetsTheCallsOfTheAccountAlone() {
        api.create();
        Api other = Api.of(emulator);
        other.create();
        api.post("/_blb/reset?account=" + api.account(), "").ok();

        assertThat(requests("&kind=api")).isEmpty();
        assertThat(other.get("/_blb/requests?kind=api&account=" + other.account())
                        .json()
                        .path("requests"))
                .hasSize(1);
        other.delete("/_blb/requests?account=" + other.account()).ok();
        assertThat(other.get("/_blb/requests?account=" + other.account()).json().path("requests"))
                .isEmpty();
    }

    @Test
    void theArchiveIsReadByAnotherProgram() throws Exception {
        String blbId = api.create("\"desc\":\"a'b\"");
        api.get("/v1/blb/" + blbId + "?x=1&y=").ok();
        api.put(
                        "/_blb/faults?account=" + api.account(),
                        "{\"rules\":[{\"name\":\"lost\",\"effect\":{\"connection\":\"reset\"}}]}")
                .ok();
        assertThatThrownBy(() -> api.post("/v1/blb", "{}")).isNotNull();
        byte[] noText = {'{', (byte) 0xff, 0, (byte) 0xc3, '('};
        api.delete("/_blb/faults?account=" + api.account()).ok();
        api.send(HttpRequest.newBuilder(api.uri("/v1/blb"))
                .POST(BodyPublishers.ofByteArray(noText))
                .header(
                        "Authorization",
                        "bce-auth-v1/" + api.account() + "/2026-01-01T00:00:00Z/1800/host/" + "0".repeat(64)));

        List<HarEntry> entries = new HarReader()
                .readFromString(api.text("/_blb/requests.har?kind=api&account=" + api.account()), HarReaderMode.STRICT)
                .getLog()
                .getEntries();
        assertThat(entries).hasSize(4);
        HarRequest last = entries.get(3).getRequest();
        assertThat(Base64.getDecoder().decode(last.getPostData().getText())).isEqualTo(noText);
        assertThat(last.getPostData().getComment()).isEqualTo("The body is no text; this is its base64.");
        assertThat(last.getBodySize()).isEqualTo(noText.length);
        assertThat(entries)
                .allSatisfy(entry -> assertThat(entry.getResponse().getContent().getMimeType())
                        .isNotBlank());
        assertThat(entries.get(0).getRequest().getRawMethod()).isEqualTo("POST");
        assertThat(entries.get(0).getRequest().getPostData().getText()).contains("a'b");
        assertThat(entries.get(1).getRequest().getUrl()).endsWith("/v1/blb/" + blbId + "?x=1&y=");
        assertThat(entries.get(1).getRequest().getQueryString()).hasSize(2);
        assertThat(entries.get(1).getResponse().getContent().getText()).contains(blbId);
        assertThat(entries.get(1).getResponse().getStatus()).isEqualTo(200);
    }

    @Test
    void theArchiveSaysThatTheEndOfABodyIsMissingAndCountsBytes() throws Exception {
        api.post("/v1/blb", "{\"desc\":\"\u4e2d\u6587\",\"pad\":\"" + "x".repeat(9000) + "\"}");
        api.post("/v1/blb", "{\"desc\":\"\u4e2d\u6587\"}");

        List<HarRequest> sent = new HarReader()
                        .readFromString(
                                api.text("/_blb/requests.har?kind=api&account=" + api.account()), HarReaderMode.STRICT)
                        .getLog()
                        .getEntries()
                        .stream()
                        .map(HarEntry::getRequest)
                        .toList();
        assertThat(sent.get(0).getBodySize()).isEqualTo(-1);
        assertThat(sent.get(0).getPostData().getComment())
                .isEqualTo("The end of the body is missing: the journal keeps no more of it.");
        assertThat(sent.get(1).getBodySize()).as("of three bytes each").isEqualTo(11 + 2 * 3);
        assertThat(sent.get(1).getPostData().getComment()).isNull();
    }

    /** A client that watches over a plain socket. */
    private static BufferedReader watch(BlbEmulator server, String query, List<Socket> sockets) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.baseUri().getPort());
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("GET /_blb/requests/stream" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String next(BufferedReader reader, String begin) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith(begin)) {
                return line;
            }
        }
        throw new IOException("it ended");
    }

    @Test
    void watchersSeeCallsAsTheyComeUntilTheServerStops() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        BlbEmulator server = BlbEmulator.start(
                Settings.DEFAULTS.with(SettingsTable.PORT, 0).with(SettingsTable.AUTH, AuthMode.PARSE));
        try (server) {
            Api client = Api.of(server);
            BufferedReader stream = watch(server, "?account=" + client.account(), sockets);
            assertThat(next(stream, "HTTP/1.1")).contains("200");
            assertThat(next(stream, "Content-Type")).contains("text/event-stream");
            assertThat(next(stream, "")).isNotNull();
            Api.of(server).create();
            String blbId = client.create();
            JsonNode event = new ObjectMapper().readTree(next(stream, "data: ").substring(6));
            assertThat(event.path("blbId").asText()).isEqualTo(blbId);

            for (int i = 0; i < 7; i++) {
                assertThat(next(watch(server, "", sockets), "HTTP/1.1")).contains("200");
            }
            client.get("/_blb/requests/stream").refused(503, "ServiceUnavailable");
            server.close();
            String last = stream.readLine();
            while (last != null) {
                last = stream.readLine();
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aJournalThatIsOffSaysSo() {
        try (BlbEmulator off = BlbEmulator.start(Settings.DEFAULTS
                .with(SettingsTable.PORT, 0)
                .with(SettingsTable.AUTH, AuthMode.PARSE)
                .with(SettingsTable.JOURNAL, 0))) {
            Api client = Api.of(off);
            client.create();
            for (String path : List.of("requests", "requests.har", "requests/stream", "requests/x")) {
                assertThat(client.get("/_blb/" + path)
                                .refused(503, "ServiceUnavailable")
                                .message())
                        .contains("--journal");
            }
        }
    }

    @Test
    void howManyCallsWereDroppedIsSaid() {
        try (BlbEmulator small = BlbEmulator.start(Settings.DEFAULTS
                .with(SettingsTable.PORT, 0)
                .with(SettingsTable.AUTH, AuthMode.PARSE)
                .with(SettingsTable.JOURNAL, 2))) {
            Api client = Api.of(small);
            for (int i = 0; i < 5; i++) {
                client.get("/v1/blb").ok();
            }
            JsonNode found = client.get("/_blb/requests").ok().json();
            assertThat(found.path("requests")).hasSize(2);
            assertThat(found.path("dropped").asInt()).isEqualTo(3);
        }
        api.get("/_blb/requests/no-such-id").refused(404, "NoSuchObject");
    }

    @Test
    void theArchiveCountsTheBytesOfAnswersAndSaysWhereTheirEndIsMissing() throws Exception {
        String rule = "{\"direction\":\"ingress\",\"portRange\":\"%d\",\"remark\":\"" + "\u4e2d".repeat(200) + "\"}";
        String group = api.post(
                        "/v2/securityGroup",
                        "{\"name\":\"web\",\"rules\":["
                                + IntStream.rangeClosed(1, 50)
                                        .mapToObj(rule::formatted)
                                        .collect(Collectors.joining(","))
                                + "]}")
                .ok()
                .text("/securityGroupId");
        api.delete("/_blb/requests?account=" + api.account()).ok();
        Api.Answer refused = api.post(
                "/v1/blb",
                "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\",\"type\":\"\u4e2d\u6587\"}");
        assertThat(refused.body()).contains("\u4e2d\u6587");
        assertThat(api.get("/v2/securityGroup/" + group).ok().body()).hasSizeGreaterThan(8192);
        List<HarResponse> answered = new HarReader()
                        .readFromString(
                                api.text("/_blb/requests.har?kind=api&account=" + api.account()), HarReaderMode.STRICT)
                        .getLog()
                        .getEntries()
                        .stream()
                        .map(HarEntry::getResponse)
                        .toList();

        long bytes = refused.body().getBytes(StandardCharsets.UTF_8).length;
        assertThat(answered.get(0).getBodySize()).isEqualTo(bytes);
        assertThat(answered.get(0).getContent().getSize()).isEqualTo(bytes);
        assertThat(answered.get(0).getContent().getComment()).isNull();
        assertThat(answered.get(1).getBodySize()).isEqualTo(-1);
        assertThat(answered.get(1).getContent().getSize()).isEqualTo(-1);
        assertThat(answered.get(1).getContent().getComment())
                .isEqualTo("The end of the body is missing: the journal keeps no more of it.");
    }
}
