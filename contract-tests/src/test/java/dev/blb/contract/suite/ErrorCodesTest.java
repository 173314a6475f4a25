package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No error code of the catalogue is forgotten. */
class ErrorCodesTest {
    @Test
    void everyCodeHasACaseOrAReasonWhyNot() {
        assertThat(ErrorCodeContract.forgotten()).isEmpty();
    }

    @Test
    void theReadmeListsWhatNoCallCanProvoke() throws Exception {
        String table = ErrorCodeContract.NOT_PROVOKED.entrySet().stream()
                .map(code -> "| `" + code.getKey() + "` | " + code.getValue() + " |\n")
                .collect(Collectors.joining(
                        "",
                        "<!-- generated: codes -->\n| code | why no call provokes it |\n| --- | --- |\n",
                        "<!-- end -->"));

        assertThat(Files.readString(Path.of("README.md"))).contains(table);
    }
}
