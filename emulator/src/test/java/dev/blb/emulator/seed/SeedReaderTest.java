package dev.blb.emulator.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class SeedReaderTest {
    static Stream<Arguments> bombs() {
        String doubling = "a0: &a0 [x, x]\n"
                + IntStream.range(1, 25)
                        .mapToObj(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n")
                        .collect(Collectors.joining());
        String scalars = "a: &a " + "x".repeat(100) + "\nb: &b [" + "*a, ".repeat(1000) + "*a]\nc: ["
                + "*b, ".repeat(200) + "*b]\n";
        return Stream.of(
                Arguments.of("doubling lists", doubling, "aliases"),
                Arguments.of("aliases of one list", scalars, "aliases"),
                Arguments.of(
                        "a long name",
                        "? " + "k".repeat(100_000) + "\n: [" + "1,".repeat(5_000) + "1]",
                        "a member's name"),
                Arguments.of(
                        "a long name, as JSON",
                        "{\"" + "k".repeat(1_000) + "\": [" + "1,".repeat(5_000) + "1]}",
                        "a member's name"),
                Arguments.of("deep lists", "a: " + "[".repeat(100_000), "nested too deep"),
                Arguments.of("deep objects", "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000), "nested too deep"),
                Arguments.of("deep blocks", "- ".repeat(10_000) + "x", "nested too deep"),
                Arguments.of("itself", "a: &x [*x]", "contains itself"),
                Arguments.of("half a character", "{\"a\": \"\\ud800\"}", "surrogate"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void whatADocumentCostsFollowsFromItsLength(String what, String text, String named) {
        assertThatThrownBy(() -> SeedText.parse("it", text))
                .isInstanceOf(SeedException.class)
                .hasMessageContaining(named)
                .message()
                .hasSizeLessThan(1_000);
    }

    @Test
    void aCharacterOutsideTheBmpMayBeginAtAnyPlaceOfTheText() {
        for (int before = 1000; before < 1050; before++) {
            String text = "x".repeat(before) + "\ud83d\ude00" + "y".repeat(2000) + "\ud83d\ude00".repeat(2000);
            assertThat(SeedText.parse("it", "a: " + text + "\n")
                            .tree()
                            .path("a")
                            .asText())
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"\\u", "\\u12", "\\x", "\\U", "\\UFFFFFFFF\"}", "\\U00110000\"}", "\\uZZZZ\"}"})
    void anEscapeThatNamesNoCharacterIsRefused(String rest) {
        assertThatThrownBy(() -> SeedText.parse("seed", "{\"a\": \"" + rest))
                .isInstanceOf(SeedException.class)
                .hasMessageContaining("seed")
                .hasMessageContaining("allowed is one document in YAML or JSON");
    }

    @Test
    void thePlaceOfWhatNoDocumentMayHoldIsNamed() {
        assertThatThrownBy(() -> SeedText.parse("it", "vpcs:\r\n- vpcId: \ud83d\ude00\r\n  name: a\u001bb\n"))
                .isInstanceOf(SeedException.class)
                .hasMessageStartingWith("it:3:10: the character U+001B");
        assertThatThrownBy(() -> SeedText.parse("it", "vpcs:\n- ? [a]\n  : b\n"))
                .isInstanceOf(SeedException.class)
                .hasMessage("it:2:5: a member's name is no text");
    }

    @Test
    void aliasesThatRepeatAFewThingsAreExpanded() {
        SeedText seed = SeedText.parse("it", "a: &a {x: 1}\nb: [*a, *a]\nc: {<: 2}\nd.e:\n  f: [0, {g: ~, h: 3}]\n");

        assertThat(seed.tree().toString())
                .isEqualTo(
                        "{\"a\":{\"x\":1},\"b\":[{\"x\":1},{\"x\":1}],\"c\":{\"<\":2},\"d.e\":{\"f\":[0,{\"h\":3}]}}");
        assertThat(seed.place("b[1].x")).isEqualTo("it:1:8");
        assertThat(seed.place("d.e.f[1]")).isEqualTo("it:5:10");
        assertThat(seed.place("d.e.f[1].h")).isEqualTo("it:5:17");
        assertThat(seed.place("d.e.f[7].h")).isEqualTo("it:5:3");
        assertThat(seed.place("")).isEqualTo("it:1:1");
        assertThat(seed.has("d.e.f[1].h")).isTrue();
        assertThat(seed.has("d.e.f[1].g")).isFalse();
        assertThat(seed.has("d.f")).isFalse();
    }

    static Stream<Arguments> wrongPlaces() {
        return Stream.of(
                Arguments.of("vpcs: [", "it:1:8: "),
                Arguments.of("vpcs:\n  - {a: 1}}", "it:2:11: "),
                Arguments.of("- 1", "it:1:1: top level must be a mapping"),
                Arguments.of("\n  7", "it:2:3: top level must be a mapping"),
                Arguments.of("a: 1\nb: {c: 1, c: 2}", "it:2:11: b.c stands twice"),
                Arguments.of("a:\n  - [1, .inf]", "it:2:9: a[0][1] is .inf"),
                Arguments.of("a:\n - &x [*x]", "it:2:4: the document is nested too deep"),
                Arguments.of("a: " + "[".repeat(40), "it:1:35: the document is nested too deep"),
                Arguments.of("{\"a\":\n \"b\\UFFFFFFFF\"}", "it:2:6: an escape"),
                Arguments.of("{\"a\": 1, \"a\": 2}", "it:1:10: a stands twice"),
                // The parser gets an escape of six characters for each of the first, and a blank for the tab.
                Arguments.of("{\"\u007f\u0085\ud83d\ude00\":\t1, \"a\": 1, \"a\": 2}", "it:1:20: a stands twice"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrongPlaces")
    void aPlaceIsOfTheTextAsItWasWritten(String text, String refusal) {
        assertThatThrownBy(() -> SeedText.parse("it", text))
                .isInstanceOf(SeedException.class)
                .hasMessageStartingWith(refusal);
    }
}
