package dev.blb.contract.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.report.Difference.Line;
import dev.blb.contract.report.Difference.Part;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the report marks of two texts. */
class DifferenceTest {
    /** Each line, what differs in brackets. */
    private static List<String> shown(List<Line> lines) {
        return lines.stream()
                .map(line -> line.omitted() > 0
                        ? line.omitted() + " omitted"
                        : line.parts().stream()
                                .filter(part -> !part.text().isEmpty())
                                .map(part -> part.differs() ? "[" + part.text() + "]" : part.text())
                                .collect(Collectors.joining()))
                .toList();
    }

    private static String members(int count, String last) {
        return IntStream.range(0, count)
                .mapToObj(index -> "\"m" + index + "\":" + index)
                .collect(Collectors.joining(",", "{", "," + last + "}"));
    }

    @Test
    void aMemberOfJsonIsALine() {
        Difference difference = Difference.of("{\"a\":1,\"b\":\"x\"}", "{\"a\":1,\"b\":\"y\"}");

        assertThat(shown(difference.expected())).containsExactly("{", "  \"a\" : 1,", "  \"b\" : \"[x]\"", "}");
        assertThat(shown(difference.actual())).containsExactly("{", "  \"a\" : 1,", "  \"b\" : \"[y]\"", "}");
    }

    @Test
    void aMemberThatIsMissingIsMarkedAsAWhole() {
        Difference difference = Difference.of("{\"a\":1,\"b\":2,\"c\":3}", "{\"a\":1,\"c\":3}");

        assertThat(shown(difference.expected()))
                .containsExactly("{", "  \"a\" : 1,", "[  \"b\" : 2,]", "  \"c\" : 3", "}");
        assertThat(shown(difference.actual())).containsExactly("{", "  \"a\" : 1,", "  \"c\" : 3", "}");
    }

    @Test
    void otherTextsAreComparedAsTheyAre() {
        Difference difference = Difference.of("200 ok", "400 ok");

        assertThat(shown(difference.expected())).containsExactly("[2]00 ok");
        assertThat(shown(difference.actual())).containsExactly("[4]00 ok");
        assertThat(Difference.of("", "x").expected()).isEmpty();
        assertThat(shown(Difference.of("{\"a\":1", "{\"a\":2").expected())).containsExactly("{\"a\":[1]");
        assertThat(shown(Difference.of("\"{\"a\":1}\"", "2").expected()))
                .containsExactly("[{]", "[  \"a\" : 1]", "[}]");
    }

    @Test
    void halvesOfACharacterStayTogether() {
        List<Part> parts = Difference.of("a😀b", "a😁b").expected().get(0).parts();

        assertThat(parts).containsExactly(new Part("a", false), new Part("😀", true), new Part("b", false));
    }

    @Test
    void anExcerptHasTheLinesAroundADifference() {
        Difference difference = Difference.of(members(20, "\"z\":1"), members(20, "\"z\":2"));

        assertThat(shown(difference.excerpt().expected()))
                .containsExactly(
                        "18 omitted", "  \"m17\" : 17,", "  \"m18\" : 18,", "  \"m19\" : 19,", "  \"z\" : [1]", "}");
        assertThat(Difference.of("{\"a\":1}", "{\"a\":1}").excerpt().expected()).hasSize(3);
    }

    @Test
    void theOnlyPlaceOfAValueIsMarked() {
        assertThat(Difference.only("{\"a\":1,\"b\":\"xyz\"}", "xyz").map(DifferenceTest::shown))
                .contains(List.of("{", "  \"a\" : 1,", "  \"b\" : \"[xyz]\"", "}"));
        assertThat(Difference.only("xyz xyz", "xyz")).isEmpty();
        assertThat(Difference.only("{\"a\":\"xyz\",\"b\":\"xyz\"}", "xyz")).isEmpty();
        assertThat(Difference.only("abc", "xyz")).isEmpty();
        assertThat(Difference.only("abc", "")).isEmpty();
    }

    @Test
    void indentationLosesNothing() {
        assertThat(Json.pretty("{\"a\":1.50,\"b\":12345678901234567890}"))
                .isEqualTo("{\n  \"a\" : 1.50,\n  \"b\" : 12345678901234567890\n}");
        assertThat(Json.pretty("{\"a\":1,\"a\":2}")).isEqualTo("{\"a\":1,\"a\":2}");
        assertThat(Json.pretty("{\"a\":1} and more")).isEqualTo("{\"a\":1} and more");
        assertThat(Json.pretty("plain")).isEqualTo("plain");
    }
}
