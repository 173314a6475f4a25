package dev.blb.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.report.Outcome;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.report.Report;
import dev.blb.contract.target.Cost;
import dev.blb.contract.target.EmulatorJar;
import dev.blb.contract.target.Portal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program: what it refuses, tells, and returns. */
class MainTest {
    private static final Map<String, String> NOTHING = Map.of();

    private record Ended(int code, String printed) {}

    private static Ended program(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code = Main.run(environment, new PrintStream(printed, true, StandardCharsets.UTF_8), arguments);
        return new Ended(code, printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aWrongWordListsWhatThereIs() {
        Ended ended = program(NOTHING, "--only", "nonsense");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.printed()).contains("--only is \"nonsense\"", "PagingContract", "CreateBlbTcpListener");
    }

    @Test
    void everyCommandTellsTheVersion() {
        for (String command : List.of("--version", "compare -V", "falsify --version", "record -V", "rough -V")) {
            Ended ended = program(NOTHING, command.split(" ", -1));

            assertThat(ended.code()).as(command).isZero();
            assertThat(ended.printed()).as(command).startsWith("BLB contract tests ");
        }
    }

    @Test
    void anUnknownOptionIsOneLineWithTheNearest() {
        assertThat(program(NOTHING, "--bogus", "5"))
                .isEqualTo(new Ended(2, "--bogus is unknown (see --help)" + System.lineSeparator()));
        assertThat(program(NOTHING, "--targt=x").printed()).startsWith("--targt is unknown; did you mean --target");
        assertThat(program(NOTHING, "rough", "--lies", "many").printed())
                .startsWith("Invalid value for option '--lies': \"many\"; allowed is a whole number from 0 to");
        assertThat(program(NOTHING, "rough", "--seed", "1,x").printed())
                .contains("--seed", "\"x\"; allowed is a whole number");
        assertThat(program(NOTHING, "compare", "a.json").printed()).contains("B.json", "(see --help)");
    }

    @Test
    void anOptionInFrontOfACommandIsRefused() {
        assertThat(program(NOTHING, "--dry-run", "record"))
                .isEqualTo(new Ended(
                        2,
                        "--dry-run stands in front of the command record, which would not obey it; allowed are the"
                                + " command's own options, behind it (see --help)" + System.lineSeparator()));
        for (String line : List.of(
                "--target http://127.0.0.1:1 record",
                "--dry-run falsify --lie nothing-is-called-so",
                "--sweep compare a.json b.json",
                "--scope smoke rough",
                "--report there record --target emulator")) {
            Ended ended = program(NOTHING, line.split(" ", -1));

            assertThat(ended.code()).as(line).isEqualTo(2);
            assertThat(ended.printed())
                    .as(line)
                    .startsWith(line.split(" ", -1)[0] + " stands in front of the command ");
        }
    }

    @Test
    void aPartOfNoLiesNameIsRefused() {
        Ended ended = program(NOTHING, "falsify", "--lie", "nosuchlie");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.printed())
                .startsWith("--lie is \"nosuchlie\", which is in the name of none of the ")
                .contains(" lies; allowed is a part of a name, such as \"");
    }

    @Test
    void aReportFolderThatCannotBeMadeIsOneLine(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path inAFile = file.resolve("report");
        for (String line : List.of("--report=" + inAFile, "--report=" + file)) {
            assertThat(program(NOTHING, line, "--scope", "smoke", "--only", "DescribeBlb"))
                    .isEqualTo(new Ended(
                            2,
                            "--report is \"" + line.substring("--report=".length())
                                    + "\", where no folder can be made or nothing can be written; allowed is a folder that"
                                    + " exists or can be made" + System.lineSeparator()));
        }
        assertThat(program(NOTHING, "record", "--report", inAFile.toString()).code())
                .isEqualTo(2);
    }

    @Test
    void aTargetThatIsNoAddressIsRefusedByTheOption() {
        for (String target : List.of(
                "http://a b",
                "http://:80",
                "http://a:b",
                "http://a:99999",
                "http://[::1",
                "http://a_b:80",
                "http://[:::]")) {
            assertThat(program(NOTHING, "--target", target))
                    .as(target)
                    .isEqualTo(new Ended(
                            2,
                            "--target is \"" + target
                                    + "\"; allowed is emulator, jar or a URL such as http://host:port"
                                    + System.lineSeparator()));
        }
    }

    @Test
    void aRunThatHasProvedNothingSaysSo() {
        Report nothing = new Report("emulator", "bj", "2026-01-02T03:04:05Z", Cost.NONE, List.of());

        assertThat(nothing.exitCode()).isEqualTo(3);
        assertThat(TargetRun.summary(nothing))
                .isEqualTo("0 passed, 0 failed, 0 undecided, 0 skipped; nothing is proven, as no case has passed");
        assertThat(program(NOTHING, "--help").printed().replaceAll("\\s+", " "))
                .contains("3: none failed, but some are undecided or none passed.");
    }

    @Test
    void aDryRunTellsWhichVariablesARunWouldMiss() {
        Map<String, String> blank = Map.of(
                "BLB_TEST_VPC_ID",
                "",
                "BLB_TEST_SECRET_KEY",
                " ",
                "BLB_TEST_REGION",
                "",
                "BLB_TEST_SUBNET_ID",
                " sbn-1 ");
        for (String target : List.of("emulator", "http://127.0.0.1:1", "https://blb.bj.baidubce.com")) {
            assertThat(program(blank, "--dry-run", "--target", target).printed())
                    .as(target)
                    .contains(
                            "BLB_TEST_VPC_ID is missing, as it is set to nothing: a VPC",
                            "BLB_TEST_SECRET_KEY is missing, as it is set to nothing: its secret",
                            "BLB_TEST_SUBNET_ID is sbn-1: ",
                            "BLB_TEST_REGION is bj by default: ");
        }
        assertThat(program(NOTHING, "--dry-run", "--target", "https://blb.bj.baidubce.com")
                        .printed())
                .contains("BLB_TEST_CERT_ID is missing; an emulator has cert-emulator0001: ", "No orders");
        assertThat(program(NOTHING, "--dry-run", "--target", "http://127.0.0.1:1")
                        .printed())
                .contains(
                        "minutes at 5 calls per second, or as fast as it answers if it is an emulator",
                        "BLB_TEST_CERT_ID is cert-emulator0001 if an emulator answers there, else it is missing: ",
                        "Orders are made if an emulator answers there, else none (BLB_TEST_ORDERS is not set)");
        assertThat(program(Map.of("BLB_TEST_ORDERS", "no"), "--dry-run", "--target", "http://127.0.0.1:1")
                        .printed())
                .contains("No orders (BLB_TEST_ORDERS is not yes)");
    }

    @Test
    void aBlankWordDoesNotChooseTheWholeSuite() {
        for (String words : List.of("", ",", "paging,,DescribeBlb")) {
            Ended ended = program(NOTHING, "--dry-run", "--only", words);

            assertThat(ended.code()).as(words).isEqualTo(2);
            assertThat(ended.printed()).startsWith("--only is \"\"; allowed is an operation");
        }
    }

    @Test
    void wrongArgumentsAreOneLineEach() {
        assertThat(program(NOTHING, "--target", "the-cloud").printed())
                .isEqualToNormalizingNewlines(
                        "--target is \"the-cloud\"; allowed is emulator, jar or a URL such as http://host:port\n");
        assertThat(program(NOTHING, "--rate", "fast").printed()).startsWith("--rate is \"fast\"");
        assertThat(program(NOTHING, "--patience", "long").printed()).startsWith("--patience is \"long\"");
        for (String tooLong : List.of("169h", "8d", "999999999h", "999999999d")) {
            assertThat(program(NOTHING, "--dry-run", "--patience", tooLong).printed())
                    .startsWith("--patience is \"" + tooLong + "\"; allowed is a length of time above 0")
                    .contains(", at most 7d");
        }
        assertThat(program(NOTHING, "--dry-run", "--patience", "168h").code()).isZero();
        for (String tooLong : List.of("3651d", "999999999d")) {
            assertThat(program(NOTHING, "--dry-run", "--older-than", tooLong).printed())
                    .startsWith("--older-than is \"" + tooLong + "\"; allowed is a length of time above 0")
                    .contains(", at most 3650d");
        }
        assertThat(program(NOTHING, "--sweep", "--target", "http://localhost:1", "--older-than", "long")
                        .printed())
                .startsWith("--older-than is \"long\"; allowed is a length of time");
        assertThat(program(NOTHING, "--sweep").printed())
                .startsWith("--sweep is for a target that keeps what runs have left");
        assertThat(program(NOTHING, "--scope", "all").printed()).startsWith("--scope is \"all\"");
        assertThat(program(NOTHING, "--async", "slow").printed()).startsWith("--async is \"slow\"");
        for (String wrong : List.of("long", "25h", "-1s", "")) {
            assertThat(program(NOTHING, "--dry-run", "--settle-delay", wrong).printed())
                    .startsWith("--settle-delay is \"" + wrong + "\"; allowed is");
        }
        for (String right : List.of("0", "300ms", "1s", "2m", "24h")) {
            assertThat(program(NOTHING, "--dry-run", "--settle-delay", right).code())
                    .as(right)
                    .isZero();
        }
        assertThat(program(NOTHING, "--resume", "no-such-folder").printed())
                .startsWith("--resume is \"no-such-folder\"");
        assertThat(program(NOTHING, "compare", "no.json", "such.json"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(2))
                .satisfies(ended -> assertThat(ended.printed()).startsWith("\"no.json\" is no file; allowed is"));
    }

    @Test
    void aDryRunTellsCostsAndAsksNothing() {
        Ended cloud = program(
                Map.of("BLB_TEST_ORDERS", "yes", "BLB_TEST_SECRET_KEY", "hidden-secret"),
                "--dry-run",
                "--target",
                "https://blb.bj.baidubce.com");
        assertThat(cloud.code()).isZero();
        assertThat(cloud.printed())
                .containsPattern("\\d+ cases, about \\d+ calls, about \\d+ minutes at 5 calls per second")
                .containsPattern("about \\d+ load balancers")
                .contains(
                        "at most 3 at once and 25 in all",
                        "costs money",
                        "BLB_TEST_CERT_ID is missing; an emulator has cert-emulator0001")
                .contains("BLB_TEST_SECRET_KEY is set")
                .doesNotContain("hidden-secret");

        assertThat(program(NOTHING, "--dry-run").printed())
                .contains("BLB_TEST_CERT_ID is cert-emulator0001 by default", "as fast as the target answers");
        assertThat(program(NOTHING, "--dry-run", "--only", "paging", "--target", "http://127.0.0.1:1", "--rate", "2")
                        .printed())
                .contains("PagingContract", "minutes at 2 calls per second")
                .doesNotContain("ServerContract");
    }

    @Test
    void aWrongSecretIsOneFinding(@TempDir Path folder) {
        try (EmulatorJar emulator = EmulatorJar.start()) {
            Ended ended = program(
                    Map.of("BLB_TEST_SECRET_KEY", "not-the-secret-of-this-account"),
                    "--target",
                    emulator.endpoint().toString(),
                    "--report",
                    folder.toString());

            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.printed())
                    .containsOnlyOnce("the target refuses the account: 400")
                    .contains("SignatureDoesNotMatch", "0 passed, 0 failed, 1 undecided, 0 skipped");
            assertThat(Report.read(folder.resolve("report.json")).outcomes()).hasSize(1);
        }
    }

    @Test
    void anEmulatorWhoseControlIsLockedIsOneFinding(@TempDir Path folder) {
        try (EmulatorJar emulator = EmulatorJar.start("--control-token", "a-token-0123456789")) {
            Ended ended = program(
                    NOTHING,
                    "--only",
                    "PriceContract",
                    "--target",
                    emulator.endpoint().toString(),
                    "--report",
                    folder.toString());

            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.printed())
                    .containsOnlyOnce("BLB_TEST_CONTROL_TOKEN")
                    .contains("0 passed, 0 failed, 1 undecided, 0 skipped")
                    .hasLineCount(2);
        }
    }

    @Test
    void theXmlHasTheNumbersOfTheReport(@TempDir Path folder) throws Exception {
        Path xml = folder.resolve("TEST-junit-jupiter.xml");
        String[] run = {"--only", "DescribeBlbTcpListener", "--scope", "smoke", "--report", folder.toString()};
        assertThat(program(NOTHING, run).code()).isZero();
        int cases = Report.read(folder.resolve("report.json")).outcomes().size();
        assertThat(Files.readString(xml)).contains("tests=\"" + cases + "\" skipped=\"0\" failures=\"0\" errors=\"0\"");

        String[] resumed = {"--only", "DescribeBlbTcpListener", "--scope", "smoke", "--resume", folder.toString()};
        assertThat(program(NOTHING, resumed).code()).isZero();
        assertThat(Files.readString(xml)).contains("tests=\"" + cases + "\" skipped=\"0\" failures=\"0\" errors=\"0\"");

        program(NOTHING, "--target", "http://127.0.0.1:1", "--patience", "300ms", "--report", folder.toString());
        assertThat(Files.readString(xml))
                .contains("tests=\"1\" skipped=\"0\" failures=\"0\" errors=\"1\"")
                .contains("<error message=\"the target cannot be reached");
    }

    @Test
    void aTargetThatIsAnotherServiceIsOneFinding(@TempDir Path folder) throws Exception {
        try (Portal portal = new Portal()) {
            Ended ended = program(
                    Map.of(
                            "BLB_TEST_ACCESS_KEY", "a-key",
                            "BLB_TEST_SECRET_KEY", "a-secret-key",
                            "BLB_TEST_VPC_ID", "vpc-1",
                            "BLB_TEST_SUBNET_ID", "sbn-1"),
                    "--target",
                    portal.url(),
                    "--only",
                    "DescribeBlbs",
                    "--scope",
                    "smoke",
                    "--report",
                    folder.toString());

            assertThat(ended.code()).as(ended.printed()).isEqualTo(3);
            assertThat(ended.printed())
                    .containsOnlyOnce("the target is not the load balancer API")
                    .contains("please log in", "0 passed, 0 failed, 1 undecided, 0 skipped");
        }
    }

    @Test
    void aTargetThatIsNotThereIsOneFinding(@TempDir Path folder) {
        Ended ended = program(
                NOTHING, "--target", "http://127.0.0.1:1", "--patience", "300ms", "--report", folder.toString());

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.printed()).contains("the target cannot be reached", "1 undecided");
    }

    @Test
    void theSmallScopeDrivesEveryOperationAtLittleCostAndAsTold(@TempDir Path folder) throws Exception {
        Ended ended = program(NOTHING, "record", "--report", folder.toString());

        Report report = Report.read(folder.resolve("report.json"));
        assertThat(ended.code()).as(ended.printed()).isZero();
        assertThat(report.outcomes()).hasSizeLessThanOrEqualTo(80);
        assertThat(report.cost().calls()).isLessThanOrEqualTo(400);
        assertThat(report.outcomes().stream()
                        .filter(outcome -> outcome.result() == Result.PASSED)
                        .flatMap(outcome -> outcome.operations().stream())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Catalogue.operations().map(Op::id).toList());
        assertThat(Files.readString(folder.resolve("answers/DescribeBlb.json")))
                .contains("\"blbId\" : \"string\"")
                .doesNotContain("lb-");
        assertThat(told("--scope", "smoke")).isCloseTo((int) report.cost().calls(), within20Percent(report));
        assertThat(program(
                                NOTHING,
                                "compare",
                                folder.resolve("report.json").toString(),
                                folder.resolve("report.json").toString())
                        .printed())
                .contains("0 cases differ, 0 are in one report only, 0 members of answers came or went");
    }

    private static Percentage within20Percent(Report report) {
        assertThat(report.cost().calls()).isPositive();
        return Percentage.withPercentage(20);
    }

    private static int told(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--dry-run"));
        all.addAll(List.of(arguments));
        String printed = program(NOTHING, all.toArray(new String[0])).printed();
        return Integer.parseInt(printed.replaceAll("(?s).*cases, about (\\d+) calls.*", "$1"));
    }

    @Test
    void anInterruptedRunIsGoneOnWith(@TempDir Path folder) throws Exception {
        String[] run = {"--only", "paging,DescribeBlbSecurityGroups", "--report", folder.toString()};
        assertThat(program(NOTHING, run).code()).isZero();
        Report before = Report.read(folder.resolve("report.json"));
        List<Outcome> whole = before.outcomes();
        Path journal = folder.resolve("outcomes.jsonl");
        List<String> lines = Files.readAllLines(journal);
        // Killed in the middle of a line.
        Files.writeString(journal, lines.stream().limit(20).collect(Collectors.joining("\n", "", "\n{\"id\":\"cut o")));

        Ended resumed = program(NOTHING, "--only", "paging,DescribeBlbSecurityGroups", "--resume", folder.toString());

        assertThat(resumed.code()).isZero();
        assertThat(resumed.printed()).contains("going on after 20 cases");
        Report resumedReport = Report.read(folder.resolve("report.json"));
        assertThat(resumedReport.outcomes())
                .extracting(Outcome::id)
                .isEqualTo(whole.stream().map(Outcome::id).toList());
        assertThat(Files.readAllLines(journal)).hasSize(lines.size() + 1);
        assertThat(resumedReport.cost().calls())
                .as("calls of both parts")
                .isGreaterThan(before.cost().calls());
        assertThat(resumedReport.cost().instances()).isGreaterThan(before.cost().instances());

        // Nothing is left to ask.
        assertThat(program(NOTHING, "--only", "paging,DescribeBlbSecurityGroups", "--resume", folder.toString())
                        .code())
                .isZero();
        assertThat(Report.read(folder.resolve("report.json")).cost())
                .satisfies(cost -> assertThat(cost.instances())
                        .isEqualTo(resumedReport.cost().instances()))
                .satisfies(cost -> assertThat(cost.calls())
                        .as("with those that open the target")
                        .isBetween(
                                resumedReport.cost().calls(),
                                resumedReport.cost().calls() + 10));
    }

    @Test
    void aRunThatCannotBeGoneOnWithLeavesItsReportAsItWas(@TempDir Path folder) throws Exception {
        assertThat(program(NOTHING, "--only", "DescribeBlbTcpListener", "--report", folder.toString())
                        .code())
                .isZero();
        Map<String, String> before = files(folder);

        Ended resumed = program(
                NOTHING, "--target", "http://127.0.0.1:1", "--patience", "300ms", "--resume", folder.toString());

        assertThat(resumed.code()).isEqualTo(3);
        assertThat(resumed.printed())
                .contains("the target cannot be reached", "the report in " + folder + " is as it was");
        assertThat(files(folder)).isEqualTo(before);
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Files.readString(file));
            }
        }
        return files;
    }

    @Test
    void aNewRunCountsNothingOfTheOneBeforeInItsFolder(@TempDir Path folder) throws Exception {
        String[] run = {"--only", "DescribeBlbTcpListener", "--report", folder.toString()};
        assertThat(program(NOTHING, run).code()).isZero();
        long calls = Report.read(folder.resolve("report.json")).cost().calls();

        assertThat(program(NOTHING, run).code()).isZero();

        assertThat(Report.read(folder.resolve("report.json")).cost().calls()).isEqualTo(calls);
    }

    @Test
    void onlyAnOperationMakesItsCasesOnly(@TempDir Path folder) {
        assertThat(program(NOTHING, "--only", "describeblbtcplistener", "--report", folder.toString())
                        .code())
                .isZero();

        assertThat(Report.read(folder.resolve("report.json")).outcomes())
                .isNotEmpty()
                .allSatisfy(outcome -> assertThat(outcome.operations()).contains("DescribeBlbTcpListener"));
    }
}
