package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The defaults are in client/README.md and in the doc comments as they are in the code. */
class DefaultsTest {
    private static final Path PAGE = Path.of("README.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "blb", "client");
    private static final String BEGIN = "<!-- generated: defaults -->\n";
    private static final String END = "<!-- end -->";

    /** A default: the setting, its value as text, what it is, and where a doc comment says the value. */
    record Default(String setting, String value, String meaning, String source, String comment) {}

    static List<Default> defaults() {
        RetryPolicy policy = RetryPolicy.defaults();
        Duration longestPoll = Pauses.FIRST_POLL.multipliedBy(1L << Pauses.DOUBLINGS);
        String builder = "BlbClient.java";
        return List.of(
                new Default(
                        "connectTimeout",
                        text(BlbClient.Builder.CONNECT_TIMEOUT),
                        "the longest time to connect",
                        builder,
                        text(BlbClient.Builder.CONNECT_TIMEOUT) + " by default"),
                new Default(
                        "requestTimeout",
                        text(BlbClient.Builder.REQUEST_TIMEOUT),
                        "the longest time for one attempt, to the last byte of its answer",
                        builder,
                        text(BlbClient.Builder.REQUEST_TIMEOUT) + " by default"),
                new Default(
                        "retryPolicy, attempts",
                        Integer.toString(policy.maxAttempts()),
                        "attempts in all, the first included",
                        "RetryPolicy.java",
                        policy.maxAttempts() + " attempts"),
                new Default(
                        "retryPolicy, first pause",
                        text(policy.firstPause()),
                        "upper bound of the first pause, doubled for each further one; the pause is random up to the bound",
                        "RetryPolicy.java",
                        "up to " + text(policy.firstPause())),
                new Default(
                        "retryPolicy, longest pause",
                        text(policy.longestPause()),
                        "upper bound of all pauses; a longer `Retry-After` ends the call",
                        "RetryPolicy.java",
                        "longer than " + text(policy.longestPause())),
                new Default(
                        "waitForPendingChange",
                        "false",
                        "whether writes are repeated while the instance is `creating` or `updating`",
                        builder,
                        "false by default. Such refusals"),
                new Default(
                        "pendingChangeTimeout",
                        text(BlbClient.Builder.PENDING_CHANGE_TIMEOUT),
                        "the longest time for that",
                        builder,
                        text(BlbClient.Builder.PENDING_CHANGE_TIMEOUT) + " by default"),
                new Default(
                        "polls of `await…`",
                        text(Pauses.FIRST_POLL) + " to " + text(longestPoll),
                        "the first pause between two polls, doubled up to the longest",
                        "Pauses.java",
                        text(Pauses.FIRST_POLL) + ", doubled up to " + text(longestPoll)),
                new Default(
                        "not found by `await…`",
                        text(Wait.MAY_BE_ABSENT),
                        "how long a new instance or listener may not be found",
                        "LoadBalancers.java",
                        "for " + text(Wait.MAY_BE_ABSENT)));
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void theDocCommentHasTheValue(Default each) throws IOException {
        assertThat(Files.readString(SOURCES.resolve(each.source())).replaceAll("\\s+\\*?\\s*", " "))
                .contains(each.comment());
    }

    @Test
    void thePageHasTheValues() throws IOException {
        String table = defaults().stream()
                .map(each -> "| " + (each.setting().contains(" ") ? each.setting() : "`" + each.setting() + "`") + " | "
                        + each.value() + " | " + each.meaning() + " |\n")
                .collect(Collectors.joining("", "| setting | default | meaning |\n| --- | --- | --- |\n", ""));
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END, begin);
        assertThat(begin).isGreaterThanOrEqualTo(BEGIN.length());
        if ("write".equals(System.getProperty("blb.readme"))) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).isEqualTo(table);
        }
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + " minutes";
        }
        return (millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0)) + " seconds";
    }
}
