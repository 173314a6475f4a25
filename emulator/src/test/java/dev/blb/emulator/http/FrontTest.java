package dev.blb.emulator.http;

import static dev.blb.emulator.settings.SettingsTable.ALLOWED_HOSTS;
import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CONTROL_TOKEN;
import static dev.blb.emulator.settings.SettingsTable.CORS_ORIGIN;
import static dev.blb.emulator.settings.SettingsTable.PATH_PREFIX;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.http.RawHttp.Answer;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.BlbWorld;
import dev.blb.emulator.settings.AuthMode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way in: methods, paths, who may call from where. */
class FrontTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private static final String TOKEN = "token-0123456789-abc";

    private static String request(String method, String path, String account, String... headers) {
        StringBuilder text = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
            text.append("Host: localhost\r\n");
        }
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("Authorization: bce-auth-v1/")
                .append(account)
                .append("/2026-01-01T00:00:00Z/1800//x\r\n\r\n")
                .toString();
    }

    private static Answer ask(BlbEmulator emulator, String method, String path, String... headers) {
        try (RawHttp connection = new RawHttp(emulator.baseUri())) {
            connection.send(request(method, path, "emulator-front", headers));
            return method.equals("HEAD") ? connection.answerToHead() : connection.answer();
        }
    }

    @Test
    void headIsAnsweredWhereGetIs() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS);
                RawHttp connection = new RawHttp(emulator.baseUri())) {
            Api api = Api.of(emulator);
            String blbId = api.create();
            api.createTcp(blbId, 80);
            JsonNode all = api.get("/_blb/operations").ok().json();
            int compared = 0;
            for (String list : List.of("operations", "controlRoutes")) {
                for (JsonNode route : all.path(list)) {
                    boolean hasNoEnd = route.path("path").asText().endsWith("/stream");
                    if (!route.path("method").asText().equals("GET") || hasNoEnd) {
                        continue;
                    }
                    String path = route.path("path")
                            .asText()
                            .replace("{blbId}", blbId)
                            .replace("{kind}", "vpcs")
                            .replaceAll("\\{\\w+}", "now");
                    String full = path.endsWith("listenerPort") ? path + "=80" : path;
                    Answer get =
                            connection.send(request("GET", full, api.account())).answer();
                    // On the same connection: a body that was sent would be taken for the next answer.
                    Answer head = connection
                            .send(request("HEAD", full, api.account()))
                            .answerToHead();
                    assertThat(head.status()).as(full).isEqualTo(get.status());
                    assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
                    if (!full.contains("clock") && !full.contains("metrics")) {
                        assertThat(head.header("Content-Length")).as(full).isEqualTo(get.header("Content-Length"));
                    }
                    compared++;
                }
            }
            assertThat(compared).isGreaterThan(20);
            assertThat(ask(emulator, "HEAD", "/v1/nothing").status()).isEqualTo(400);
        }
    }

    @Test
    void aHeadWhoseBodyDoesNotComeIsAnswered() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS.with(AUTH, AuthMode.OFF));
                RawHttp connection = new RawHttp(emulator.baseUri())) {
            connection.send("HEAD /v1/blb HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc");
            assertThat(connection.answerToHead().status()).isEqualTo(200);
        }
    }

    @Test
    void aTunnelThatTheWebServerRefusesEndsTheConnection() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS);
                RawHttp connection = new RawHttp(emulator.baseUri())) {
            connection.send("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(400);
            assertThat(connection.isAtEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/blb HTTP/1.1",
                "HEAD /_blb/health HTTP/1.1",
                "OPTIONS /v1/blb HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "PUT /v1/nothing HTTP/1.1",
                "TRACE /v1/blb HTTP/1.1",
                "PURGE /v1/blb HTTP/1.1",
                "CONNECT localhost:80 HTTP/1.1",
                "CONNECT /v1/blb HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "GET /_blb/health HTTP/1.0",
                "CONNECT localhost:80 HTTP/1.0"
            })
    void aConnectionEndsWithTheAnswerToARequestThatAsksForIt(String line) {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS);
                RawHttp connection = new RawHttp(emulator.baseUri())) {
            connection.send(
                    line + "\r\nHost: localhost\r\n" + (line.endsWith("1.0") ? "" : "Connection: close\r\n") + "\r\n");
            Answer answer = line.startsWith("HEAD") ? connection.answerToHead() : connection.answer();
            assertThat(connection.isAtEnd()).as(answer.head()).isTrue();
        }
    }

    @Test
    void aDoubledSlashAtTheBeginIsOne() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            for (String path : List.of("//v1/blb", "///v1/blb", "//_blb/health")) {
                assertThat(ask(emulator, "GET", path).status()).as(path).isEqualTo(200);
            }
            for (String path : List.of("/v1//blb", "/v1/blb/", "//v1/blb//")) {
                Answer answer = ask(emulator, "GET", path);
                assertThat(answer.status()).as(path).isEqualTo(400);
                assertThat(answer.body()).contains("InvalidURI", "slash");
            }
        }
    }

    @Test
    void aPathPrefixIsTakenAway() {
        try (BlbEmulator plain = BlbEmulator.start(SETTINGS);
                BlbEmulator emulator = BlbEmulator.start(SETTINGS.with(PATH_PREFIX, Optional.of("/internal-api")))) {
            for (String path : List.of("/internal-api/v1/blb", "//internal-api//v1/blb", "/v1/blb")) {
                assertThat(ask(emulator, "GET", path).status()).as(path).isEqualTo(200);
            }
            assertThat(ask(emulator, "GET", "/internal-apis/v1/blb").status()).isEqualTo(400);
            assertThat(ask(plain, "GET", "/internal-api/v1/blb").status()).isEqualTo(400);
        }
    }

    @Test
    void healthAndJournalAreTheSameUnderAPrefixAndAfterADoubledSlash() {
        Settings settings = SETTINGS.with(PATH_PREFIX, Optional.of("/p"));
        try (BlbEmulator emulator =
                BlbEmulator.start(settings.with(CONTROL_TOKEN, Optional.of("token-0123456789-abc")))) {
            for (String path : List.of("/_blb/health", "/p/_blb/health", "//_blb/health", "//p//_blb/health")) {
                assertThat(ask(emulator, "GET", path).status()).as(path).isEqualTo(200);
            }
            for (String path : List.of("/p/_blb/requests", "//_blb/requests", "/p/_blb/clock", "/p/metrics")) {
                assertThat(ask(emulator, "GET", path).status()).as(path).isEqualTo(403);
            }
        }
        try (BlbEmulator emulator = BlbEmulator.start(settings)) {
            for (String path :
                    List.of("/_blb/health", "/_blb/requests", "/_blb/requests.har", "/metrics", "/_blb/ui/")) {
                for (String before : List.of("", "/p", "/", "//p/")) {
                    assertThat(ask(emulator, "GET", before + path).status())
                            .as(before + path)
                            .isEqualTo(200);
                }
            }
            assertThat(Api.of(emulator).get("/_blb/requests").ok().json().path("requests"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/appblb, blbList", "/v1/blbcluster, clusterList"})
    void theListsOfNeighboursAreEmptyAndAllElseIsAbsent(String path, String member) {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            JsonNode page = api.get(path + "?maxKeys=5").ok().json();
            assertThat(page.path(member).isArray()).isTrue();
            assertThat(page.path(member)).isEmpty();
            assertThat(page.path("maxKeys").asInt()).isEqualTo(5);
            assertThat(page.path("isTruncated").asBoolean(true)).isFalse();
            api.get(path + "?maxKeys=x").refused(400, "InvalidParameter");
            api.post(path, "{}").refused(501, "NotImplemented");
            api.get(path + "/lb-1").refused(501, "NotImplemented");
            api.delete(path + "/lb-1").refused(501, "NotImplemented");
            assertThat(api.get("/_blb/operations")
                            .ok()
                            .json()
                            .path("neighbours")
                            .toString())
                    .contains("\"" + path + "\"", "\"absent\"");
            assertThat(ask(emulator, "GET", path, "Origin: http://evil.example").status())
                    .isEqualTo(403);
        }
    }

    @Test
    void dedicatedClustersAreAbsent() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            assertThat(api.get("/v1/lbdc").refused(501, "NotImplemented").text("/message"))
                    .isEqualTo("The dedicated load balancer cluster LBDC is not emulated: /v1/lbdc; /v1/blb is.");
            api.post("/v1/lbdc/lbdc-1", "{}").refused(501, "NotImplemented");
            assertThat(api.get("/_blb/operations").text("/neighbours/2/path")).isEqualTo("/v1/lbdc");
        }
    }

    @Test
    void theFirstPageTellsWhatThisIs() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Answer page = ask(emulator, "GET", "/", "Accept: text/html,*/*");
            assertThat(page.status()).isEqualTo(302);
            assertThat(page.header("Location")).isEqualTo("/_blb/ui/");
            Answer text = ask(emulator, "GET", "/", "Accept: */*");
            assertThat(text.header("Content-Type")).startsWith("text/plain");
            assertThat(text.body()).contains("/_blb/operations", "--auth off");
            assertThat(ask(emulator, "POST", "/").status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "[::1]",
                "192.168.1.7",
                "blb",
                "host.docker.internal",
                "a.localhost",
                "blb.example.com"
            })
    void controlRoutesServeNamesThatNoForeignSiteCanHave(String host) {
        Settings settings = SETTINGS.with(ALLOWED_HOSTS, List.of("blb.example.com"));
        try (BlbEmulator emulator = BlbEmulator.start(settings)) {
            for (String each : List.of(host, host + ":8252")) {
                assertThat(ask(emulator, "GET", "/_blb/world", "Host: " + each).status())
                        .isEqualTo(200);
            }
            assertThat(ask(emulator, "GET", "/_blb/world", "Host: evil.com").body())
                    .contains("AccessDenied", "--allowed-hosts");
            assertThat(ask(emulator, "GET", "/_blb/world", "Host: evil.com", "Origin: http://evil.com")
                            .status())
                    .isEqualTo(403);
            // Names of the cloud lead here where its clients are pointed to the emulator; they are no browsers.
            assertThat(ask(emulator, "GET", "/v1/blb", "Host: blb.bj.baidubce.com")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void everyNameIsAllowedOnRequest() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS.with(ALLOWED_HOSTS, List.of("*")))) {
            assertThat(ask(emulator, "GET", "/_blb/world", "Host: any.example").status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/blb", "/_blb/world"})
    void pagesOfOtherSitesAreRefusedUnlessTheirOriginIsAllowed(String path) {
        Settings settings = SETTINGS.with(CORS_ORIGIN, List.of("http://app.example:3000"));
        try (BlbEmulator emulator = BlbEmulator.start(settings)) {
            assertThat(ask(emulator, "GET", path, "Sec-Fetch-Site: cross-site").status())
                    .isEqualTo(403);
            assertThat(ask(emulator, "GET", path, "Sec-Fetch-Site: same-site").status())
                    .isEqualTo(403);
            assertThat(ask(emulator, "GET", path, "Origin: null").status()).isEqualTo(403);
            Answer foreign = ask(emulator, "GET", path, "Origin: http://evil.example");
            assertThat(foreign.body()).contains("AccessDenied", "--cors-origin");
            assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(ask(
                                    emulator,
                                    "OPTIONS",
                                    path,
                                    "Origin: http://evil.example",
                                    "Access-Control-Request-Method: GET")
                            .status())
                    .isEqualTo(403);
            // A page that came through a name that anybody can point to 127.0.0.1.
            assertThat(ask(emulator, "GET", path, "Host: evil.example", "Sec-Fetch-Site: same-origin")
                            .status())
                    .isEqualTo(403);

            assertThat(ask(emulator, "GET", path, "Sec-Fetch-Site: none").status())
                    .isEqualTo(200);
            assertThat(ask(emulator, "GET", path, "Sec-Fetch-Site: same-origin", "Origin: http://localhost")
                            .status())
                    .isEqualTo(200);
            Answer allowed =
                    ask(emulator, "GET", path, "Sec-Fetch-Site: cross-site", "Origin: http://app.example:3000");
            assertThat(allowed.status()).as(allowed.body()).isEqualTo(200);
            assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("http://app.example:3000");
            assertThat(allowed.header("Vary")).isEqualTo("Origin");
            Answer preflight = ask(
                    emulator, "OPTIONS", path, "Origin: http://app.example:3000", "Access-Control-Request-Method: PUT");
            assertThat(preflight.status()).isEqualTo(200);
            assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PUT");
            assertThat(preflight.header("Access-Control-Allow-Headers")).contains("authorization", "x-bce-date");
        }
    }

    @Test
    void aControlTokenLocksEveryControlRouteButHealth() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS.with(CONTROL_TOKEN, Optional.of(TOKEN)))) {
            assertThat(ask(emulator, "GET", "/_blb/health").status()).isEqualTo(200);
            assertThat(ask(emulator, "GET", "/v1/blb").status()).isEqualTo(200);
            try (BlbEmulator open = BlbEmulator.start(SETTINGS)) {
                for (JsonNode route :
                        Api.of(open).get("/_blb/operations").ok().json().path("controlRoutes")) {
                    String path = route.path("path").asText().replaceAll("\\{\\w+}", "x");
                    if (!path.equals("/_blb/health")) {
                        Answer answer = ask(emulator, route.path("method").asText(), path);
                        assertThat(answer.status()).as(path).isEqualTo(403);
                        assertThat(answer.body())
                                .contains("x-blb-control-token")
                                .doesNotContain(TOKEN);
                    }
                }
            }
            assertThat(ask(emulator, "GET", "/_blb/world", "x-blb-control-token: " + TOKEN + "x")
                            .status())
                    .isEqualTo(403);
            assertThat(ask(emulator, "GET", "/_blb/world", "x-blb-control-token: " + TOKEN)
                            .status())
                    .isEqualTo(200);
            BlbWorld world = BlbWorld.at(
                    emulator.baseUri(), new BlbCredentials("emulator-front", "emulator-secret-key-0001"), TOKEN);
            assertThat(world.control("GET", "world", null)).isNotNull();
        }
    }

    @Test
    void declaredSecretsAreExportedOnRequestOnly() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            String seed = "{\"accounts\":[{\"account\":\"a\",\"secretKey\":\"hush-hush\","
                    + "\"keys\":[{\"accessKey\":\"more\",\"secretKey\":\"hush-key\",\"sessionToken\":\"hush-token\"}]},"
                    + "{\"account\":\"b\",\"secretKey\":\"hush-hush\",\"quotaListeners\":3}]}";
            api.post("/_blb/seed", seed).ok();
            for (String format : List.of("json", "yaml")) {
                assertThat(api.text("/_blb/world?format=" + format))
                        .doesNotContain("hush")
                        .contains("quotaListeners");
                assertThat(api.text("/_blb/world?secrets=true&format=" + format))
                        .contains("hush-hush", "hush-key", "hush-token");
            }
            api.put("/_blb/snapshots/before", "").ok();
            api.post("/_blb/seed", seed.replace("hush-hush", "other-secret")).ok();
            assertThat(api.get("/_blb/snapshots/before/diff/now").ok().body()).doesNotContain("hush", "other-secret");
            // What has no secret leaves the secret of an account as it is.
            api.post("/_blb/seed", api.text("/_blb/world")).ok();
            assertThat(api.text("/_blb/world?secrets=true"))
                    .contains("\"secretKey\":\"other-secret\"", "\"secretKey\":\"hush-key\"");
        }
    }

    @Test
    void aResetMayTakeTheClockBack() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            String before = api.get("/_blb/clock").ok().text("/now");
            api.post("/_blb/clock", "{\"set\":\"9999-01-01T00:00:00Z\"}").ok();
            api.create();
            api.post("/_blb/reset", "").ok();
            assertThat(api.get("/_blb/clock").ok().text("/now")).startsWith("9999");
            api.post("/_blb/reset?clock=true&account=a", "").refused(400, "InvalidParameter");
            api.post("/_blb/reset?clock=true", "").ok();
            assertThat(api.get("/_blb/clock").ok().text("/now").substring(0, 2)).isEqualTo(before.substring(0, 2));
            assertThat(api.get("/_blb/clock").ok().text("/mode")).isEqualTo("real");
            api.create();
        }
    }
}
