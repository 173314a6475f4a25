package dev.blb.emulator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.ApiError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page about error codes has every code that the API answers, with its status and published message, and no other. */
class ErrorsPageTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| <a id=\"c\\d+\"></a>c\\d+ \\| (\\S+) \\| \\**(\\d{3})\\** \\| (.*) \\|$");

    /** Known from the pages, and sent by fault plans alone. */
    private static final String THROTTLED = "RequestLimited";

    /** A row of the page. */
    record Row(String code, int status, String rest) {}

    private final List<Row> rows;

    ErrorsPageTest() throws IOException {
        String page = Files.readString(Path.of("docs", "compatibility", "errors.md"));
        rows = ROW.matcher(page)
                .results()
                .map(row -> new Row(row.group(1), Integer.parseInt(row.group(2)), row.group(3)))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void hasEveryCodeThatIsAnswered(ApiError error) {
        assertThat(rows)
                .filteredOn(row -> row.code().equals(error.code()) && row.status() == error.status())
                .as("rows of %s %d in errors.md", error.code(), error.status())
                .singleElement()
                .satisfies(row -> assertThat(row.rest())
                        .as("the published message, which errors.md quotes")
                        .contains(error.documented()));
    }

    @Test
    void hasNoOtherCode() {
        Set<String> known = Stream.concat(Stream.of(ApiError.values()).map(ApiError::code), Stream.of(THROTTLED))
                .collect(Collectors.toSet());
        assertThat(rows).extracting(Row::code).isSubsetOf(known);
    }
}
