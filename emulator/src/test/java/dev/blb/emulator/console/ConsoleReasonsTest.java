package dev.blb.emulator.console;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Switch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages show that control routes have said: reasons, and the commands that fetch the same. */
class ConsoleReasonsTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String UI = "/_blb/ui/";
    private static final Pattern COMMAND = Pattern.compile("<pre tabindex=\"0\">curl -sS '([^']+)'</pre>");
    private static final Pattern CHOICES = Pattern.compile("<option[^>]*>([^<]*)</option>");

    private static List<String> found(Pattern pattern, String page) {
        return pattern.matcher(page).results().map(result -> result.group(1)).toList();
    }

    private static HttpResponse<String> get(Api api, String target) {
        HttpRequest request = HttpRequest.newBuilder(api.uri(target))
                .timeout(Duration.ofMinutes(2))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A page as its reader sees it. */
    private static String page(Api api, String path, Language language) {
        return get(api, UI + path + (path.contains("?") ? "&" : "?") + "lang=" + language.tag())
                .body()
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static String chinese(Api api, String path) {
        return page(api, path, Language.ZH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void eachCommandFetchesSomething(String dataPlane) {
        Switch on = dataPlane.equals("on") ? Switch.ON : Switch.OFF;
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS.with(DATA_PLANE, on))) {
            Pages pages = new Pages(Api.of(emulator));
            List<String> paths = new ArrayList<>(pages.paths());
            paths.add("requests?status=never");
            paths.add("snapshots?from=none&to=now");
            List<String> commands = new ArrayList<>();
            for (String path : paths) {
                commands.addAll(found(COMMAND, page(pages.api, path, Language.EN)));
            }
            assertThat(commands).hasSizeGreaterThan(20).allSatisfy(command -> {
                URI target = URI.create(command);
                String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
                assertThat(get(pages.api, target.getRawPath() + query).statusCode())
                        .as(command)
                        .isEqualTo(200);
            });
            assertThat(commands.stream().anyMatch(command -> command.contains("/accesslog")))
                    .isEqualTo(on == Switch.ON);
        }
    }

    @Test
    void aChinesePageGivesReasonsInChinese() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS.with(DATA_PLANE, Switch.ON))) {
            Pages pages = new Pages(Api.of(emulator));
            String sick = chinese(pages.api, "loadbalancers/" + pages.sick);
            assertThat(sick)
                    .contains("没有可用的后端服务器 (i-api0001 该云服务器没有注册地址；PUT /_blb/machines/i-api0001 可注册)")
                    .contains("<td>手动设置</td>")
                    .doesNotContain("no server is eligible", "set by hand");
            assertThat(found(CHOICES, sick)).contains("available · 可用", "paused · 已暂停");
            assertThat(page(pages.api, "loadbalancers/" + pages.sick, Language.EN))
                    .contains("no server is eligible", "set by hand", ">available</option>");
            assertThat(chinese(pages.api, "clock")).contains("instant · 即时生效");
            assertThat(chinese(pages.api, "health")).contains("Dead · 异常");
        }
    }

    @Test
    void aChinesePageSaysInChineseWhatIsMissing() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Pages pages = new Pages(Api.of(emulator));
            assertThat(chinese(pages.api, "loadbalancers/" + pages.sick))
                    .contains("数据面已关闭；启动模拟器时请加上 --data-plane on")
                    .doesNotContain("the data plane is off");
            assertThat(chinese(pages.api, "no-such-page")).contains("控制台没有该页面。");
            assertThat(chinese(pages.api, "requests/none")).contains("请求记录中没有 none");
            assertThat(chinese(pages.api, "loadbalancers/lb-00000000")).contains("指定的实例不存在。");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "its turn in the weighted round robin | 按加权轮询轮到它",
                "no server is eligible (i-1 Dead: probes of 127.0.0.1:80: connection refused; i-2 weight 0) |"
                        + " 没有可用的后端服务器 (i-1 异常: 对 127.0.0.1:80 的健康检查: 连接被拒绝; i-2 权重为 0)",
                "i-1 Unknown: probes of h:1 have no verdict yet; 3 successes in a row, one every 5 s, make it Alive |"
                        + " i-1 未知: 对 h:1 的健康检查尚无结论；连续成功 3 次（每 5 秒一次）后变为正常",
                "probes of [::1]:8080 | 对 [::1]:8080 的健康检查",
                "HTTP 404 is not in http_2xx¦http_3xx | HTTP 404 不属于 http_2xx¦http_3xx",
                "denied by the rule \"sg-1 weight 0 default\" | 被规则“sg-1 weight 0 default”拒绝",
                "no rule of g-default, esg-weight allows it | g-default, esg-weight 的规则都不允许",
                "script: up 10s, down 5s, repeat | 脚本: up 10s, down 5s, repeat",
                "17 probes not sent, as they could not change the state; counted like the one before: timed out after 3 s |"
                        + " 17 次健康检查没有发出，因为不会改变状态；按前一次的结果计算: 3 秒后超时",
                "i-default-weight | i-default-weight",
                "what nobody has translated | what nobody has translated"
            })
    void aReasonIsTranslatedAndWhatVariesStays(String english, String chinese) {
        assertThat(Reasons.in(Language.ZH, english.replace("¦", "|"))).isEqualTo(chinese.replace("¦", "|"));
        assertThat(Reasons.in(Language.EN, english)).isEqualTo(english);
    }

    @Test
    void aRefusalRepeatsWhatWasGiven() {
        assertThat(Reasons.ofRefusal(
                        Language.ZH,
                        "status is \"Dead\"; allowed is one of Alive, Unknown. The specified instance does not exist."))
                .isEqualTo("status is \"Dead\"; allowed is one of Alive, Unknown. 指定的实例不存在。");
        assertThat(Reasons.in(Language.ZH, "rule \"default\" of default")).isEqualTo("rule \"default\" of 默认");
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            assertThat(chinese(Api.of(emulator), "loadbalancers/default")).contains("blbId is \"default\"");
        }
    }

    /** A reason that is worded anew and not translated anew would be shown in English. */
    @Test
    void theEnglishReasonsAreThoseOfTheCode() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                code.append(Files.readString(file));
            }
        }
        String literals = code.toString().replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\"");
        List<String> reasons = Language.EN.keys().stream()
                .filter(key -> key.startsWith("reason."))
                .map(Language.EN::text)
                .toList();
        assertThat(reasons).hasSizeGreaterThan(25);
        assertThat(reasons.stream()
                        .flatMap(reason -> Stream.of(reason.split("\\{\\d}", -1)))
                        .map(String::strip)
                        .filter(part -> part.length() > 3))
                .allSatisfy(part -> assertThat(literals.contains(part)).as(part).isTrue());
    }
}
