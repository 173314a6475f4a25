package dev.blb.emulator.control;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.http.SignedHttp;
import dev.blb.emulator.settings.AuthMode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlApiTest {
    private final Settings config = Settings.DEFAULTS.with(PORT, 0);
    private final BlbEmulator emulator = TestEmulator.start(config.with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private HttpRequest.Builder bare(String method, String path, String body) {
        return HttpRequest.newBuilder(api.uri(path)).method(method, BodyPublishers.ofString(body));
    }

    @Test
    void knownCallsThatAreNotBuiltAreListedAsAbsent() {
        JsonNode neighbours = api.get("/_blb/operations").ok().json().path("neighbours");
        for (String path : List.of("/v1/appblb", "/v2/instance/batchDelete", "/v1/eip/{eip}?purchaseReserved")) {
            assertThat(neighbours)
                    .filteredOn(line -> line.path("path").asText().equals(path))
                    .as(path)
                    .singleElement()
                    .satisfies(line -> assertThat(line.path("state").asText()).isEqualTo("absent"))
                    .satisfies(line -> assertThat(line.path("meaning").asText()).contains("501"));
        }
    }

    @Test
    void healthAndOperationsNeedNoSignature() {
        assertThat(api.send(bare("GET", "/_blb/health", "")).ok().body()).isEqualTo("{\"status\":\"ready\"}");
        JsonNode operations =
                api.send(bare("GET", "/_blb/operations", "")).ok().json().path("operations");
        assertThat(operations)
                .allSatisfy(row -> assertThat(row.path("source").asText()).isNotEmpty());
        List<String> absent = new ArrayList<>();
        operations.forEach(row -> {
            if (row.path("path").asText().startsWith("/v1/blb")
                    && !row.path("state").asText().equals("built")) {
                absent.add(row.path("name").asText());
            }
        });
        assertThat(operations.findValuesAsText("name"))
                .containsExactlyElementsOf(
                        Stream.of(Operation.values()).map(Operation::wireName).toList());
        assertThat(absent)
                .as("operations that answer 501, while README.md says that every one is built: each needs a line"
                        + " routes.on(…) in the register of its …Handlers")
                .isEmpty();
        assertThat(operations.get(0))
                .isEqualTo(
                        Json.of(
                                "{\"name\":\"CreateBlb\",\"method\":\"POST\",\"path\":\"/v1/blb\",\"state\":\"built\",\"source\":\"meta, seed\"}"));
    }

    @Test
    void healthChecksDoNotMoveSeededIds() {
        Settings seeded =
                Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(SEED_IDS, Optional.of(42L));
        try (BlbEmulator left = TestEmulator.start(seeded);
                BlbEmulator asked = TestEmulator.start(seeded)) {
            for (int i = 0; i < 3; i++) {
                Api.of(asked).get("/_blb/health").ok();
            }
            assertThat(Api.of(asked).create()).isEqualTo(Api.of(left).create());
        }
    }

    @Test
    void resetDropsAllOrOneAccount() {
        Api other = Api.of(emulator);
        String id = api.create();
        api.createTcp(id, 80);
        api.post("/v1/blb?clientToken=t", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}")
                .ok();
        String kept = other.create();

        api.send(bare("POST", "/_blb/reset?account=" + api.account(), "")).ok();
        assertThat(api.get("/v1/blb").json().path("blbList")).isEmpty();
        other.get("/v1/blb/" + kept).ok();
        api.post("/v1/blb?clientToken=t", "{\"vpcId\":\"vpc-2\",\"subnetId\":\"sbn-2\"}")
                .ok();
        assertThat(api.get("/v1/blb").text("/marker"))
                .as("numbering begins anew")
                .isEqualTo("blb-00000001");

        api.send(bare("POST", "/_blb/reset", "")).ok();
        assertThat(other.get("/v1/blb").json().path("blbList")).isEmpty();
        api.post("/v1/blb?clientToken=t", "{\"vpcId\":\"vpc-3\",\"subnetId\":\"sbn-3\"}")
                .ok();
    }

    @Test
    void anEmptyAccountIsNotAllAccounts() {
        String id = api.create();
        for (String path : List.of("/_blb/reset?account=", "/_blb/reset?account", "/_blb/reset?account=&clock=true")) {
            HttpRequest.Builder confined = bare("POST", path, "").header("x-blb-account", "emulator-another");
            for (HttpRequest.Builder call : List.of(bare("POST", path, ""), confined)) {
                assertThat(api.send(call).refused(400, "InvalidParameter").message())
                        .contains("account is \"\"; allowed is an account's name; without ?account all are meant");
            }
        }
        api.send(bare("DELETE", "/_blb/faults?account=", "")).refused(400, "InvalidParameter");
        api.get("/v1/blb/" + id).ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST   | reset?account=OTHER                |",
                "GET    | async?account=OTHER                |",
                "DELETE | requests?account=OTHER             |",
                "POST   | seed?account=OTHER                 | {}",
                "POST   | seed | {\"accounts\":[{\"account\":\"OTHER\"}]}",
                "POST   | seed | {\"vpcs\":[{\"account\":\"OTHER@gz\",\"vpcId\":\"vpc-1\",\"cidr\":\"10.0.0.0/16\"}]}",
                "POST   | seed | {\"health\":[{\"account\":\"OTHER\",\"instanceId\":\"i-1\",\"status\":\"Dead\"}]}",
                "PUT    | accounts/OTHER/settings            | {\"quotaListeners\":3}",
                "GET    | accounts/OTHER/settings            |",
                "GET    | accounts/OTHER@gz/settings         |",
                "PUT    | loadbalancers/BALANCER/status      | {\"status\":\"paused\"}",
                "POST   | loadbalancers/BALANCER/settle      |",
                "GET    | loadbalancers/BALANCER             |",
                "GET    | loadbalancers/BALANCER/health      |"
            })
    void aCallThatIsConfinedDoesNotReachAnotherAccount(String method, String path, String body) {
        Api other = Api.of(emulator);
        String id = other.create();
        String full = "/_blb/" + path.strip().replace("OTHER", other.account()).replace("BALANCER", id);
        String json = body == null ? "" : body.strip().replace("OTHER", other.account());

        assertThat(api.send(bare(method.strip(), full, json).header("x-blb-account", api.account()))
                        .refused(403, "AccessDenied")
                        .message())
                .contains("\"" + other.account(), "x-blb-account confines this call to \"" + api.account() + "\"");
        assertThat(other.get("/v1/blb/" + id).ok().text("/status")).isEqualTo("available");
        assertThat(other.get("/_blb/accounts/" + other.account() + "/settings").text("/quotaListeners"))
                .isEqualTo("50");
        api.send(bare(method.strip(), full, json).header("x-blb-account", other.account()))
                .ok();
    }

    @Test
    void aConfinedCallReachesOnlyWhatNamesAnAccountOrIsOpen() {
        List<String> open = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        api.get("/_blb/openapi.json")
                .ok()
                .json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    boolean control = path.getKey().startsWith("/_blb/");
                    boolean named = path.getKey().matches(".*\\{(account|blbId)}.*")
                            || method.getValue()
                                    .path("parameters")
                                    .findValuesAsText("name")
                                    .contains("account");
                    if (control && !named) {
                        String name = method.getKey().toUpperCase(Locale.ROOT);
                        boolean isRefused =
                                api.send(bare(name, path.getKey(), "").header("x-blb-account", api.account()))
                                                .status()
                                        == 403;
                        (isRefused ? refused : open).add(name + " " + path.getKey());
                    }
                }));
        assertThat(refused).containsExactly("POST /_blb/clock");
        assertThat(open)
                .as("control routes that a call which is confined to an account may use, though they name none")
                .containsExactlyInAnyOrder(
                        "GET /_blb/health",
                        "GET /_blb/operations",
                        "GET /_blb/openapi.json",
                        "GET /_blb/seed/schema.json",
                        "GET /_blb/ca.pem",
                        "POST /_blb/ca/client",
                        "GET /_blb/clock");
    }

    @Test
    void everyRouteRefusesAnAccountOfAnotherForm() {
        JsonNode paths = api.get("/_blb/openapi.json").ok().json().path("paths");
        List<String> known = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    String route = method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                    if (path.getKey().startsWith("/_blb/")
                            && method.getValue()
                                    .path("parameters")
                                    .findValuesAsText("name")
                                    .contains("account")) {
                        known.add(route);
                        String at = path.getKey().contains("{account}")
                                ? path.getKey().replace("{account}", "@@")
                                : path.getKey().replaceAll("\\{\\w+}", "vpcs") + "?account=@@";
                        Api.Answer answer = api.send(route.split(" ", -1)[0], at, "");
                        assertThat(answer.status() + " " + answer.code() + " " + answer.message())
                                .as(route)
                                .startsWith("400 InvalidParameter account is \"@@\"");
                    }
                }));
        assertThat(known).contains("GET /_blb/endpoints", "POST /_blb/reset", "PUT /_blb/accounts/{account}/settings");
    }

    @Test
    void whatAConfinedCallReadsIsOfItsAccount() {
        Api other = Api.of(emulator);
        other.create();
        Api.Answer made = other.get("/v1/blb").ok();
        String theirs = "/_blb/requests/"
                + made.headers().firstValue("x-bce-request-id").orElseThrow();
        api.create();
        api.create();

        assertThat(api.send(bare("GET", theirs, "").header("x-blb-account", api.account()))
                        .refused(404, "NoSuchObject")
                        .message())
                .contains("no request", "of account " + api.account());
        api.get(theirs + "?account=" + api.account()).refused(404, "NoSuchObject");
        api.get(theirs + "?account=" + other.account()).ok();
        api.send(bare("GET", theirs, "").header("x-blb-account", other.account()))
                .ok();
        api.get(theirs).ok();

        Api.Answer all = api.get("/_blb/accounts").ok();
        assertThat(all.json().findValuesAsText("account")).contains(api.account(), other.account());
        for (Api.Answer own : List.of(
                api.send(bare("GET", "/_blb/accounts", "").header("x-blb-account", api.account())),
                api.get("/_blb/accounts?account=" + api.account()))) {
            assertThat(own.ok().json().findValuesAsText("account")).containsExactly(api.account());
            assertThat(own.text("/totalAccounts")).isEqualTo("1");
            assertThat(own.text("/totalLoadBalancers")).isEqualTo("2");
        }
        Api nobody = Api.of(emulator);
        assertThat(api.get("/_blb/accounts?account=" + nobody.account()).ok().text("/totalAccounts"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({"'',''", "'',@gz", "@gz,''", "@gz,@gz", "'',@bj", "@bj,''"})
    void aCallThatIsConfinedReachesItsAccountInEveryRegion(String header, String named) {
        SignedHttp gz = SignedHttp.of(emulator.baseUri(), api.account()).at("blb.gz.baidubce.com");
        String elsewhere = gz.ok("POST", "/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}")
                .path("blbId")
                .asText();
        for (String call : List.of(
                "GET /_blb/async?account=" + api.account() + named,
                "GET /_blb/accounts/" + api.account() + named + "/settings",
                "POST /_blb/loadbalancers/" + elsewhere + "/settle",
                "POST /_blb/loadbalancers/" + api.create() + "/settle",
                "POST /_blb/reset?account=" + api.account() + named)) {
            String[] parts = call.split(" ", 2);
            api.send(bare(parts[0], parts[1], "").header("x-blb-account", api.account() + header))
                    .ok();
        }
        api.send(bare("POST", "/_blb/loadbalancers/lb-00000000/settle", "").header("x-blb-account", api.account()))
                .refused(404, "InstanceNotFound");
    }

    @Test
    void anAccountsNameThatIsTooLongIsNamed() {
        String tooLong = "a".repeat(513);
        for (Api.Answer answer : List.of(
                api.put("/_blb/world/machines/i-1?account=" + tooLong, "{}"),
                api.get("/_blb/world?account=" + tooLong),
                api.put("/_blb/accounts/" + tooLong + "/settings", "{}"))) {
            assertThat(answer.refused(400, "InvalidParameter").message())
                    .startsWith("account is \"aaa")
                    .contains("512");
        }
    }

    @Test
    void anAccountMayHaveSettingsOfItsOwn() {
        String settings = "/_blb/accounts/" + api.account() + "/settings";
        var shown = api.put(settings, "{\"quotaLoadBalancers\":1,\"settleDelay\":\"1h\",\"references\":\"strict\"}")
                .ok();
        assertThat(shown.text("/settleDelay")).isEqualTo("PT1H");
        String id = api.create();
        assertThat(api.get("/v1/blb/" + id).text("/status")).isEqualTo("creating");
        String body = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";
        api.post("/v1/blb", body).refused(413, "QuotaExceeded");
        api.post("/v1/blb", body.replace("vpc-emulator0001", "vpc-1")).refused(400, "InvalidParameter");

        Api other = Api.of(emulator);
        assertThat(other.get("/v1/blb/" + other.create()).text("/status")).isEqualTo("available");
        other.create();
        api.put(settings, "{\"settleDelay\":\"soon\"}").refused(400, "InvalidParameter");
        api.put(settings, "{\"quotaListeners\":-1}").refused(400, "InvalidParameter");
        api.post("/_blb/reset", "").ok();
        assertThat(api.get("/v1/blb/" + api.create()).text("/status")).isEqualTo("available");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET  | /_blb/health?x=1                    |                            | InvalidParameter  | x is unknown",
                "POST | /_blb/reset?acount=a                |                            | InvalidParameter  | allowed is account",
                "PUT  | /_blb/loadbalancers/lb-1/status     | {\"state\":\"paused\"}     | InvalidParameter  | state is unknown",
                "PUT  | /_blb/loadbalancers/lb-1/status     | {\"status\":\"updating\"}  | InvalidParameter  | one of available, paused, unavailable",
                "PUT  | /_blb/loadbalancers/lb-1/status     | {}                         | MissingParameter  | status",
                "PUT  | /_blb/loadbalancers/lb-1/status     | {                          | MalformedJSON     | line 1",
                "PUT  | /_blb/loadbalancers/lb-1/status     | []                         | InappropriateJSON | no JSON object",
                "PUT  | /_blb/backends/i-1/health           | {\"status\":\"Sick\"}      | InvalidParameter  | Alive, Dead, Unknown",
                "PUT  | /_blb/backends/i-1/health           | {\"status\":\"Dead\",\"port\":1} | InvalidParameter | port is unknown",
                "POST | /_blb/reset?account=a&account=b     |                            | InvalidParameter  | account is given more than once",
                "GET  | /_blb/requests?limit=5&li%6Dit=6    |                            | InvalidParameter  | limit is given more than once",
                "GET  | /_blb/reset                         |                            | InvalidURI        | allowed here is POST",
                "GET  | /_blb/nothing                       |                            | InvalidURI        | GET /_blb/operations lists",
                "GET  | /_blb                               |                            | InvalidURI        | GET /_blb/operations lists"
            })
    void whatIsUnknownIsRefusedWithWhatIsAllowed(String method, String path, String body, String code, String message) {
        var answer = api.send(method.strip(), path.strip(), body == null ? "" : body.strip());
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(answer.message()).contains(message);
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void pagesOfOtherSitesAreRefused() {
        String id = api.create();
        String status = "/_blb/loadbalancers/" + id + "/status";
        String paused = "{\"status\":\"paused\"}";
        for (String origin : List.of("http://evil.example", "null", "https://localhost", "http://127.0.0.1:1")) {
            api.send(bare("POST", "/_blb/reset", "").header("Origin", origin)).refused(403, "AccessDenied");
        }
        for (String type : List.of(
                "application/jsonx", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data")) {
            assertThat(api.send(bare("PUT", status, paused).header("Content-Type", type))
                            .refused(400, "InvalidHTTPRequest")
                            .message())
                    .contains(type, "application/json");
        }
        assertThat(api.get("/v1/blb/" + id).text("/status")).isEqualTo("available");
        String own = "http://" + api.uri("/").getAuthority();
        api.send(bare("PUT", status, paused).header("Origin", own).header("Content-Type", "application/json"))
                .ok();
        assertThat(api.get("/v1/blb/" + id).text("/status")).isEqualTo("paused");
    }

    @Test
    void theSameSeedAndCallsGiveTheSameTranscript() {
        List<String> transcripts = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            MovableClock clock = new MovableClock(java.time.Instant.parse("2026-01-31T10:00:00Z"));
            try (BlbEmulator seeded =
                    TestEmulator.start(config.with(AUTH, AuthMode.PARSE).with(SEED_IDS, Optional.of(42L)), clock)) {
                for (int round = 0; round < 50; round++) {
                    transcripts.add(transcript(Api.of(seeded).as("emulator-a")));
                    Api.of(seeded).post("/_blb/reset", "").ok();
                }
            }
        }
        assertThat(transcripts.get(0))
                .contains("lb-", "blb-00000001", "rs-00000001")
                .doesNotContain("Error");
        assertThat(transcripts).allSatisfy(each -> assertThat(each).isEqualTo(transcripts.get(0)));
    }

    private static String transcript(Api account) {
        StringBuilder all = new StringBuilder();
        String id = account.create();
        account.createTcp(id, 80);
        account.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}")
                .ok();
        for (String path : List.of("/v1/blb", "/v1/blb/" + id, "/v1/blb/" + id + "/backendserver", "/v1/blb/lb-none")) {
            var answer = account.get(path);
            all.append(answer.body()).append(answer.headers().firstValue("x-bce-request-id"));
            all.append(answer.headers().firstValue("date"));
        }
        return all.toString();
    }
}
