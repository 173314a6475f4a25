package dev.blb.emulator.http;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.consistency.AccountProfile;
import dev.blb.emulator.consistency.ConsistencyProfiles;
import dev.blb.emulator.consistency.Profile;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.control.ServerRoutes;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.fault.Faults;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.journal.Journal;
import dev.blb.emulator.metrics.ApiMetrics;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.probe.ProbeEngine.Wanted;
import dev.blb.emulator.probe.netty.NettyProbeSockets;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.tls.TlsMaterial;
import dev.blb.emulator.traffic.Forwarding;
import dev.blb.emulator.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What never reaches a handler is answered in the API's shape too; asked over a raw socket. */
@TestInstance(Lifecycle.PER_CLASS)
class WebServerErrorsTest {
    private static final String AUTHORIZED =
            "Authorization: bce-auth-v1/raw/2026-01-01T00:00:00Z/1800//x\r\nConnection: close\r\n";

    private final BlbEmulator emulator =
            BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String exchange(int port, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(request, e);
        }
    }

    private static void isRefused(String answer, int status, String code) {
        int gap = answer.indexOf("\r\n\r\n");
        assertThat(answer).as("%s", answer).startsWith("HTTP/1.1 " + status + " ");
        String head = answer.substring(0, gap);
        try {
            JsonNode body = Json.read(answer.substring(gap + 4));
            assertThat(body.path("code").asText()).as(answer).isEqualTo(code);
            assertThat(body.path("message").asText()).isNotEmpty();
            assertThat(head)
                    .contains("x-bce-request-id: " + body.path("requestId").asText())
                    .contains("Content-Type: application/json;charset=UTF-8")
                    .contains("Server: BWS")
                    .contains("Content-Length: ");
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer, e);
        }
    }

    private String ask(String request) {
        return exchange(emulator.baseUri().getPort(), request);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/%zz HTTP/1.1             | Host: x | 400 | InvalidURI",
                "GET /v1/blb?a=%zz HTTP/1.1       | Host: x | 400 | InvalidURI",
                "GET /v1/blb/%ff HTTP/1.1         | Host: x | 400 | InvalidURI",
                "GARBAGE                          | Host: x | 400 | InvalidURI",
                "OPTIONS * HTTP/1.1               | Host: x | 400 | InvalidURI",
                "OPTIONS ?a HTTP/1.1              | Host: x | 400 | InvalidURI",
                "GET ?a HTTP/1.1                  | Host: x | 400 | InvalidHTTPRequest",
                "POST ?a HTTP/1.1                 | Host: x | 400 | InvalidHTTPRequest",
                "FOO /v1/blb HTTP/1.1             | Host: x | 400 | InvalidURI",
                "TRACE /v1/blb HTTP/1.1           | Host: x | 400 | InvalidURI",
                "PATCH /v1/blb HTTP/1.1           | Host: x | 400 | InvalidURI",
                "GET /v1/../v1/blb HTTP/1.1       | Host: x | 400 | InvalidURI",
                "GET /v2/blb HTTP/1.1             | Host: x | 404 | InvalidVersion",
                "GET /v1/blb HTTP/9.1             | Host: x | 400 | InvalidHTTPRequest",
                "GET /v1/blb HTTP/1.1             | X: y    | 400 | InvalidHTTPRequest",
                "GET /v1/blb HTTP/1.1             | Host: a b c | 400 | InvalidHTTPRequest",
                "POST /v1/blb HTTP/1.1            | Host: x\\nContent-Length: abc | 400 | InvalidHTTPRequest",
                "POST /v1/blb HTTP/1.1            | Host: x\\nContent-Length: 2000000 | 400 | InvalidHTTPRequest"
            })
    void badHttpIsAnsweredInTheApisShape(String line, String headers, int status, String code) {
        isRefused(
                ask(line.strip() + "\r\n" + headers.strip().replace("\\n", "\r\n") + "\r\n" + AUTHORIZED + "\r\n"),
                status,
                code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%D9%A3", "%2B3", "03", "00", "-0", "-03", "3.0", "0x3", "%EF%BC%93"})
    void aNumberHasOneSpelling(String number) {
        String answer = ask("GET /v1/blb?maxKeys=" + number + " HTTP/1.1\r\nHost: x\r\n" + AUTHORIZED + "\r\n");
        isRefused(answer, 400, "InvalidParameter");
        assertThat(answer).contains("allowed is an integer");
    }

    @Test
    void oversizedHeadersAndPathsAreRefusedWithTheLimit() {
        String header = ask("GET /v1/blb HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");
        isRefused(header, 400, "InvalidHTTPRequest");
        String path = ask("GET /v1/blb?" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        isRefused(path, 400, "InvalidURI");
        assertThat(List.of(header, path))
                .allSatisfy(answer -> assertThat(answer)
                        .contains("allowed are 8192 bytes for the first line and the headers together."));
    }

    @Test
    void aFirstLineThatCannotBeReadIsToldWithOneThatCan() {
        assertThat(ask("GARBAGE\r\nHost: x\r\n\r\n")).contains("allowed is a first line such as GET /v1/blb HTTP/1.1.");
        assertThat(ask("GET /v1/blb HTTP/9.1\r\nHost: x\r\n\r\n"))
                .contains("allowed is a first line such as GET /v1/blb HTTP/1.1.");
    }

    @Test
    void aChunkedBodyIsReadUpToTheLimit() {
        String head = "POST /v1/blb HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + AUTHORIZED + "\r\n";
        isRefused(ask(head + "2\r\n{}\r\n0\r\n\r\n"), 400, "MissingParameter");
        isRefused(ask(head + "zz\r\n{}\r\n"), 400, "InvalidHTTPRequest");
        String tooMuch = Integer.toHexString(1_100_000) + "\r\n" + " ".repeat(1_100_000) + "\r\n0\r\n\r\n";
        isRefused(ask(head + tooMuch), 400, "InvalidHTTPRequest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"x\"", "true", "null"})
    void aBodyThatIsNoObjectIsInappropriate(String body) {
        bothRefuse(body, "InappropriateJSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}}",
                "{}{}",
                "{} x",
                "{'a':1}",
                "{\"a\":1,}",
                "nonsense",
                "{\"a\":NaN}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"status\":\"paused\",\"status\":\"available\"}"
            })
    void aBodyThatIsNoJsonIsMalformed(String body) {
        bothRefuse(body, "MalformedJSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1,2     | Unexpected end-of-input: expected close marker for Array (start marker at line 1, column 1) (line 1, column 5).",
                "{\"a\":[1} | Unexpected close marker '}': expected ']' (for Array starting at line 1, column 6) (line 1, column 8).",
                "{\"a\":NaN} | Non-standard token 'NaN' (line 1, column 9).",
                "{\"a\":+1} | JSON spec does not allow numbers to have plus signs (line 1, column 7).",
                "{/* */}   | maybe a (non-standard) comment? (line 1, column 2)."
            })
    void whatIsWrongWithJsonIsToldWithoutTheParsersOwnNames(String body, String message)
            throws JsonProcessingException {
        for (String answer : List.of(post(body), put(body))) {
            assertThat(Json.read(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                            .path("message")
                            .asText())
                    .endsWith(message);
        }
    }

    @Test
    void aDeeplyNestedBodyIsMalformed() {
        bothRefuse("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}", "MalformedJSON");
    }

    @Test
    void aBodyThatIsNoUtf8IsAnInvalidRequest() {
        bothRefuse("{\"name\":\"\u00ff\u00fe\"}", "InvalidHTTPRequest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{}", "{\"vpcId\":null,\"status\":null}"})
    void aBlankBodyAndNullMembersCountAsAbsent(String body) {
        isRefused(post(body), 400, "MissingParameter");
        isRefused(put(body.replace("\"vpcId\":null,", "")), 400, "MissingParameter");
    }

    /** The API and control routes read bodies by the same rules. */
    private void bothRefuse(String body, String code) {
        for (String answer : List.of(post(body), put(body))) {
            isRefused(answer, 400, code);
            assertThat(answer)
                    .doesNotContain(
                            "jackson", "DeserializationFeature", "StreamReadConstraints", "REDACTED", "ReadFeature");
        }
    }

    private String put(String body) {
        return ask("PUT /_blb/loadbalancers/lb-1/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/blb, Authorization: bce-auth-v1/raw/2026-01-01T00:00:00Z/1800//x, 400, InvalidHTTPRequest",
        "/v1/blb, X-Unsigned: 1, 403, AccessDenied",
        "/v1/nothing, Authorization: bce-auth-v1/raw/2026-01-01T00:00:00Z/1800//x, 400, InvalidURI"
    })
    void aClientThatSendsItsLargeBodyFirstStillReadsTheRefusal(String path, String header, int status, String code) {
        int length = 12_000_000;
        isRefused(
                ask("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + "\r\nContent-Length: "
                        + length + "\r\n\r\n" + "x".repeat(length)),
                status,
                code);
    }

    private String post(String body) {
        return ask("POST /v1/blb HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n" + AUTHORIZED + "\r\n"
                + body);
    }

    @Test
    void whatTheWebServerAnswersHasTheEmulatorsTimeAndMovesNoSeededId() {
        Settings seeded =
                Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(SEED_IDS, Optional.of(42L));
        MovableClock clock = new MovableClock(Instant.parse("2031-01-31T10:00:00Z"));
        String list = "GET /v1/blb HTTP/1.1\r\nHost: x\r\n" + AUTHORIZED + "\r\n";
        try (BlbEmulator left = BlbEmulator.start(seeded, clock);
                BlbEmulator asked = BlbEmulator.start(seeded, clock)) {
            assertThat(exchange(asked.baseUri().getPort(), "GARBAGE\r\n\r\n"))
                    .contains("Date: Fri, 31 Jan 2031 10:00:00 GMT");
            assertThat(exchange(asked.baseUri().getPort(), list))
                    .isEqualTo(exchange(left.baseUri().getPort(), list))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void whatTheWebServerRefusesIsInTheJournal() {
        Settings settings = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.OFF);
        try (BlbEmulator emulator = BlbEmulator.start(settings)) {
            int port = emulator.baseUri().getPort();
            exchange(port, "GARBAGE\r\n\r\n");
            isRefused(
                    exchange(port, "GET /v1/blb/lb%2F1?x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                    400,
                    "InvalidURI");
            JsonNode calls = Api.of(emulator).get("/_blb/requests").ok().json().path("requests");
            assertThat(calls).hasSize(1);
            assertThat(calls.get(0).toString())
                    .contains("/v1/blb/lb%2F1", "InvalidURI", "Ambiguous URI path separator");
        }
    }

    @Test
    void aClientThatSpeaksTlsIsToldThatThePortDoesNot() {
        String answer = ask("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
        isRefused(answer, 400, "InvalidHTTPRequest");
        assertThat(answer).contains("plain http");
    }

    @Test
    void aFaultOfOursIsToldInOneWordAndErrorsDoNotGetThrough() {
        EmulatorClock clock = new EmulatorClock(new MovableClock(Instant.EPOCH));
        RouteTable routes = new RouteTable()
                .on(Operation.DESCRIBE_BLBS, Schema.of(), Void.class, (call, tx) -> {
                    throw new IllegalStateException("secret detail");
                })
                .on(Operation.DESCRIBE_BLB, Schema.of(), Void.class, (call, tx) -> {
                    throw new StackOverflowError("secret detail");
                });
        Settings settings = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.OFF);
        EmulatorContext context = new EmulatorContext(
                settings,
                new Database(new MemoryStore(clock)),
                clock,
                Ids.random(),
                new Accounts(settings),
                new World(),
                new ConsistencyProfiles(AccountProfile.of(Profile.INSTANT), () -> 0),
                new ProbeEngine(
                        clock, () -> new Wanted(false, List.of()), () -> true, address -> true, NettyProbeSockets::new),
                new Journal(0, 0),
                new Faults(clock, false, Optional.empty()),
                routes,
                Forwarding.OFF,
                new ApiMetrics(),
                TlsMaterial.NONE);
        routes.on(new ServerRoutes(context).routes());
        try (Database database = context.database();
                ProbeEngine engine = context.engine();
                HttpFront front = new HttpFront(context, WarmUp.begin(context))) {
            assertThat(List.of(database, engine)).isNotEmpty();
            front.start();
            int port = front.baseUri().getPort();
            String close = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            for (String path : new String[] {"/v1/blb", "/v1/blb/lb-1"}) {
                String answer = exchange(port, "GET " + path + close);
                isRefused(answer, 500, "InternalError");
                assertThat(answer).doesNotContain("secret", "Exception", "\tat ");
            }
            String absent = exchange(port, "DELETE /v1/blb/lb-1" + close);
            isRefused(absent, 501, "NotImplemented");
            assertThat(absent).contains("ReleaseBlb");
            assertThat(exchange(port, "GET /_blb/operations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .contains("\"state\":\"absent\"", "\"state\":\"built\"");
        }
    }
}
