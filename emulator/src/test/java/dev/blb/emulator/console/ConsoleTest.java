package dev.blb.emulator.console;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CONTROL_TOKEN;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console answers, without a browser. */
class ConsoleTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private static final String UI = "/_blb/ui/";
    private static final String TOKEN = "token-0123456789-abc";
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60))
            .build();
    private static final int MAX_ASSET_BYTES = 250_000;

    private static HttpResponse<String> get(Api api, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.uri(path)).timeout(Duration.ofMinutes(2));
        try {
            return HTTP.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(result.groupCount()))
                .toList();
    }

    @Test
    void everyPageIsThereInBothLanguagesWithNothingInline() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Pages pages = new Pages(Api.of(emulator));
            for (String path : pages.paths()) {
                for (Language language : Language.values()) {
                    HttpResponse<String> page =
                            get(pages.api, UI + path, "Accept-Language", language.tag() + ",fr;q=0.5");

                    assertThat(page.statusCode()).as(path).isEqualTo(200);
                    assertThat(page.headers()
                                    .firstValue("Content-Security-Policy")
                                    .orElseThrow())
                            .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
                    assertThat(page.body())
                            .contains("<html lang=\"" + language.tag() + "\">")
                            .doesNotContainPattern("<script(?![^>]* src=)|<style|\\sstyle=|\\son[a-z]+=|javascript:")
                            .doesNotContainPattern("(src|href)=\"(https?:)?//");
                }
            }
        }
    }

    @Test
    void bothLanguagesHaveTheTextsThatPagesUse() throws IOException {
        assertThat(Language.ZH.keys()).isEqualTo(Language.EN.keys());
        Set<String> used = new TreeSet<>();
        try (Stream<Path> templates = Files.walk(Path.of("src/main/jte"))) {
            for (Path template : templates.filter(Files::isRegularFile).toList()) {
                used.addAll(found("page\\.t\\(\"([a-zA-Z.]+)\"[,)]", Files.readString(template)));
            }
        }
        assertThat(used).hasSizeGreaterThan(50);
        assertThat(Language.EN.keys()).containsAll(used);
        for (String key : Language.EN.keys()) {
            assertThat(found("(\\{\\d})", Language.ZH.text(key)))
                    .as(key)
                    .containsExactlyInAnyOrderElementsOf(found("(\\{\\d})", Language.EN.text(key)));
        }
    }

    @Test
    void aChosenLanguageStays() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            HttpResponse<String> chosen = get(api, UI + "?lang=zh-CN", "Accept-Language", "en");
            assertThat(chosen.body()).contains("概览");
            String cookie = chosen.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(get(api, UI, "Accept-Language", "en", "Cookie", cookie.replaceFirst(";.*", ""))
                            .body())
                    .contains("概览");
            assertThat(get(api, UI, "Accept-Language", "*;q=nonsense").body()).contains("Overview");
        }
    }

    @Test
    void assetsAreSmallAndKept() {
        assertThat(new Assets().sizeBytes()).isLessThan(MAX_ASSET_BYTES);
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            List<String> assets = found(
                    "(?:src|href)=\"(/_blb/ui/assets/[^\"]+)\"", get(api, UI).body());
            assertThat(assets).hasSize(7);
            for (String asset : assets) {
                HttpResponse<String> answer = get(api, asset);
                assertThat(answer.statusCode()).as(asset).isEqualTo(200);
                assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
                        .contains("immutable");
                String tag = answer.headers().firstValue("ETag").orElseThrow();
                assertThat(get(api, asset, "If-None-Match", tag).statusCode()).isEqualTo(304);
            }
            assertThat(get(api, UI + "assets/0/console.js").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nothing,                         404, error.notThere",
        "loadbalancers/lb-1,              404, error.notThere",
        "requests/none,                   404, error.notThere",
        "assets/0/console.js,             404, error.notThere",
        "?account=key-1,                  400, error.refused",
        "?account=a@nowhere,              400, error.refused",
        "world?account=key-1,             400, error.refused",
        "settings?account=key-1@gz,       400, error.refused"
    })
    void theTitleOfAnErrorPageFitsItsStatus(String path, int status, String key) {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            api.post("/_blb/seed", "accounts: [{account: A, keys: [{accessKey: key-1, secretKey: s}]}]")
                    .ok();
            for (Language language : Language.values()) {
                HttpResponse<String> page = get(api, UI + path, "Accept-Language", language.tag());
                assertThat(page.statusCode()).as(page.body()).isEqualTo(status);
                assertThat(page.body())
                        .contains(
                                "<title>" + language.text(key + ".title") + " ·",
                                "<h1>" + language.text(key + ".title"),
                                // Without the account: with a refused one the way back would be refused, too.
                                "<a href=\"" + UI + "\">" + language.text("error.back"));
            }
        }
    }

    @Test
    void whatIsNotThereIsAPageThatSaysSo() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            assertThat(get(api, UI + "nothing").statusCode()).isEqualTo(404);
            HttpResponse<String> gone = get(api, UI + "loadbalancers/lb-%3Cb%3E");
            assertThat(gone.statusCode()).isEqualTo(404);
            assertThat(gone.body()).contains("lb-&lt;b").doesNotContain("lb-<b>");
            api.post(UI, "{}").refused(400, "InvalidURI");
            assertThat(get(api, "/_blb/ui").headers().firstValue("Location")).contains("/_blb/ui/");
        }
    }

    @Test
    void aTokenLocksPagesAndEventsAndNotAssets() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS.with(CONTROL_TOKEN, Optional.of(TOKEN)))) {
            Api api = Api.of(emulator);
            String blbId = api.create("\"name\":\"secret-name\"");
            for (String path : List.of("", "loadbalancers/" + blbId, "events", "requests")) {
                HttpResponse<String> locked = get(api, UI + path);
                assertThat(locked.body()).as(path).contains("id=\"unlock\"").doesNotContain("secret-name");
            }
            String asset =
                    found("src=\"([^\"]+console\\.js)\"", get(api, UI).body()).get(0);
            assertThat(get(api, asset).statusCode()).isEqualTo(200);
            assertThat(get(api, UI, "x-blb-control-token", "wrong").body()).contains("id=\"unlock\"");
            assertThat(get(api, UI, "x-blb-control-token", TOKEN).body()).contains("secret-name");
        }
    }

    @Test
    void onlyThoseSeeItWhoMayCallControlRoutes() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            assertThat(get(api, UI, "Origin", "http://evil.example").statusCode())
                    .isEqualTo(403);
            assertThat(get(api, UI, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "empty")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(get(api, UI, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "iframe")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(get(api, UI, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "document")
                            .statusCode())
                    .as("a link on another site")
                    .isEqualTo(200);
        }
    }

    @Test
    void pagesAreNotInTheJournal() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Pages pages = new Pages(Api.of(emulator));
            int before = pages.api.get("/_blb/requests").json().path("requests").size();
            pages.paths().forEach(path -> get(pages.api, UI + path));
            assertThat(pages.api.get("/_blb/requests").json().path("requests")).hasSize(before);
        }
    }

    @Test
    void aThousandLoadBalancersComeInPages() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS.with(QUOTA_LOAD_BALANCERS, 1000))) {
            Api api = Api.of(emulator);
            StringBuilder seed = new StringBuilder("{\"loadBalancers\":[");
            for (int i = 0; i < 1000; i++) {
                seed.append(i == 0 ? "" : ",")
                        .append("{\"name\":\"lb")
                        .append(i)
                        .append(
                                "\",\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\",\"account\":\"team-")
                        .append(i % 3)
                        .append("\"}");
            }
            api.post("/_blb/seed", seed.append("]}").toString()).ok();

            List<String> names = new ArrayList<>();
            Optional<String> next = Optional.of(UI);
            while (next.isPresent()) {
                String page = get(api, next.get()).body();
                List<String> shown = found("<tr data-id=\"(lb-[0-9a-f]+)\"", page);
                assertThat(shown).hasSizeBetween(1, 50);
                names.addAll(shown);
                next = found("id=\"next\" href=\"([^\"]+)\"", page).stream()
                        .findFirst()
                        .map(link -> link.replace("&amp;", "&"));
            }
            assertThat(names).hasSize(1000).doesNotHaveDuplicates();
            assertThat(found("id=\"count-loadbalancers\">(\\d+)<", get(api, UI).body()))
                    .containsExactly("1000");
            assertThat(found(
                            "<tr data-id=\"(lb-[0-9a-f]+)\"",
                            get(api, UI + "?account=team-1&search=LB99").body()))
                    .hasSize(3);
        }
    }

    @Test
    void aLoadBalancerWithManyServersShowsTheWorst() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            String id = api.create();
            api.post(
                            "/v1/blb/" + id + "/backendserver",
                            IntStream.range(0, 50)
                                    .mapToObj(i -> "{\"instanceId\":\"i-many" + i + "\"}")
                                    .collect(Collectors.joining(",", "{\"backendServerList\":[", "]}")))
                    .ok();
            api.createTcp(id, 80);
            String few = get(api, UI + "loadbalancers/" + id).body();
            assertThat(found("<tr data-server=\"(i-many[0-9]+)\"", few)).hasSize(50);
            assertThat(few).doesNotContain("further servers");

            for (int port = 1; port < 50; port++) {
                api.createTcp(id, port == 49 ? 81 : port);
            }
            api.put("/_blb/backends/i-many49/health", "{\"status\":\"Dead\"}").ok();
            String many = get(api, UI + "loadbalancers/" + id).body();
            assertThat(found("<tr data-server=\"(i-many[0-9]+)\"", many))
                    .hasSize(50 * 5)
                    .startsWith("i-many49");
            assertThat(found("(45 further servers)", many)).hasSize(50);
        }
    }

    @Test
    void inventoryRoutesSayWhatThereIs() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Pages pages = new Pages(Api.of(emulator));
            Api api = pages.api;
            assertThat(api.get("/_blb/accounts")
                            .ok()
                            .json()
                            .at("/accounts/0/loadBalancers")
                            .asInt())
                    .isEqualTo(3);
            JsonNode all = api.get("/_blb/loadbalancers?maxKeys=2").ok().json();
            assertThat(all.path("total").asInt()).isEqualTo(3);
            assertThat(all.path("loadBalancers")).hasSize(2);
            JsonNode rest = api.get("/_blb/loadbalancers?maxKeys=2&marker="
                            + all.path("nextMarker").asText())
                    .ok()
                    .json();
            assertThat(rest.at("/loadBalancers/0/name").asText()).isEqualTo("later");
            assertThat(rest.has("nextMarker")).isFalse();
            JsonNode bad = api.get("/_blb/loadbalancers?unhealthy=true").ok().json();
            assertThat(bad.path("loadBalancers")).hasSize(1);
            assertThat(bad.at("/loadBalancers/0/blbId").asText()).isEqualTo(pages.sick);
            assertThat(bad.at("/loadBalancers/0/health/dead").asInt()).isEqualTo(1);
            api.get("/_blb/loadbalancers?marker=x").refused(400, "InvalidParameter");
            JsonNode one = api.get("/_blb/loadbalancers/" + pages.healthy).ok().json();
            assertThat(one.at("/listenerList/0/settings/backendPort").asInt()).isEqualTo(8080);
            assertThat(one.at("/backendServerList/0/weight").asInt()).isEqualTo(50);
            api.get("/_blb/loadbalancers/lb-00000000").refused(404, "InstanceNotFound");
            assertThat(api.get("/_blb/backends")
                            .ok()
                            .json()
                            .at("/backends/0/instanceId")
                            .asText())
                    .isEqualTo("i-api0001");
            api.with("settleDelay", "3s");
            assertThat(api.get("/_blb/accounts/" + api.account() + "/settings")
                            .ok()
                            .text("/settleDelay"))
                    .isEqualTo(api.put("/_blb/accounts/" + api.account() + "/settings", "{}")
                            .text("/settleDelay"));
        }
    }

    @Test
    void theKindsOfTheWorldAreThoseOfTheRoutes() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            List<String> kinds = new ArrayList<>();
            for (JsonNode route :
                    Api.of(emulator).get("/_blb/operations").json().path("controlRoutes")) {
                kinds.addAll(found(
                        "^PUT /_blb/world/(\\w+)/",
                        route.path("method").asText() + " " + route.path("path").asText()));
            }
            assertThat(PageKind.KINDS).isEqualTo(kinds);
        }
    }

    @Test
    void longListsSayHowManyRowsTheyLeaveOut() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            String mine = "?account=" + api.account();
            // Of a section that was empty a difference has one row.
            api.post(
                            "/_blb/seed" + mine,
                            "{\"machines\":[{\"instanceId\":\"i-first\",\"health\":\"up 1s\",\"address\":\"127.0.0.1:9\"}]}")
                    .ok();
            api.put("/_blb/snapshots/one" + mine, "").ok();
            StringBuilder machines = new StringBuilder("{\"machines\":[");
            StringBuilder health = new StringBuilder("],\"health\":[");
            StringBuilder addresses = new StringBuilder("],\"addresses\":[");
            for (int i = 0; i < 259; i++) {
                String comma = i == 0 ? "" : ",";
                machines.append(comma)
                        .append("{\"instanceId\":\"i-row")
                        .append(i)
                        .append("\"}");
                if (i < 209) {
                    health.append(comma)
                            .append("{\"status\":\"Dead\",\"instanceId\":\"i-row")
                            .append(i)
                            .append("\"}");
                }
                if (i < 200) {
                    addresses
                            .append(comma)
                            .append("{\"address\":\"127.0.0.1:9\",\"instanceId\":\"i-row")
                            .append(i)
                            .append("\"}");
                }
            }
            api.post("/_blb/seed" + mine, "" + machines + health + addresses + "]}")
                    .ok();
            api.put("/_blb/snapshots/two" + mine, "").ok();

            String world = get(api, UI + "world" + mine).body();
            assertThat(found("(60 further rows)", world)).hasSize(1);
            assertThat(found("(1 further rows)", world)).hasSize(1);
            String healthPage = get(api, UI + "health" + mine).body();
            assertThat(healthPage).contains("<small>210</small>");
            assertThat(found("(10 further rows)", healthPage)).hasSize(1);
            int added = api.get("/_blb/snapshots/one/diff/two" + mine)
                    .ok()
                    .json()
                    .path("added")
                    .size();
            assertThat(added).isGreaterThan(259);
            assertThat(found(
                            "(" + (added - 200) + " further rows)",
                            get(api, UI + "snapshots" + mine + "&from=one&to=two")
                                    .body()))
                    .hasSize(1);
            assertThat(found(
                            "(" + (added - 200) + " further rows)",
                            get(api, UI + "snapshots" + mine + "&from=two&to=one")
                                    .body()))
                    .as("removed")
                    .hasSize(1);
            assertThat(get(api, UI + "snapshots" + mine + "&from=two&to=now").body())
                    .doesNotContain("further rows");
        }
    }

    @Test
    void aChangeOfALongTextShowsWhereItDiffers() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            String mine = "?account=" + api.account();
            String blbId = api.create("\"desc\":\"" + "y".repeat(180) + "BEFORE\"");
            api.put("/_blb/snapshots/one" + mine, "").ok();
            api.put("/v1/blb/" + blbId, "{\"desc\":\"" + "y".repeat(180) + "AFTER\"}")
                    .ok();

            String page = get(api, UI + "snapshots" + mine + "&from=one&to=now").body();
            assertThat(page).contains("yyyBEFORE \u2192 \u2026yyy").contains("yyyAFTER<");
        }
    }

    @Test
    void theAddressOfTheExportNamesTheChosenAccount() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator).as("a&b");
            api.post(
                            "/_blb/seed",
                            "{\"accounts\":[{\"account\":\"a&b\"}],\"vpcs\":[{\"account\":\"a&b\",\"vpcId\":\"vpc-ab\",\"cidr\":\"10.0.0.0/16\"}]}")
                    .ok();

            String link = found(
                            "href=\"([^\"]*)\" data-export",
                            get(api, UI + "world?account=a%26b").body())
                    .get(0)
                    .replace("&amp;", "&");

            assertThat(api.text(link)).contains("vpc-ab");
        }
    }
}
