package dev.blb.emulator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A page in Chinese has the headings, commands and table rows of the English one, so neither is ahead of the other. */
class TranslationTest {
    private static final Path ENGLISH = Pages.ROOT.resolve("README.md");
    private static final Path CHINESE = Pages.ROOT.resolve("emulator/docs/zh-CN/README.md");
    private static final Path ENGLISH_CLIENTS = Pages.ROOT.resolve("emulator/docs/clients.md");
    private static final Path CHINESE_CLIENTS = Pages.ROOT.resolve("emulator/docs/zh-CN/clients.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern SPAN = Pattern.compile("`[^`\\n]+`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+(?= )");
    private static final Pattern ROW = Pattern.compile("(?m)^\\|");

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    private static Stream<Arguments> translations() {
        return Stream.of(Arguments.of(ENGLISH, CHINESE), Arguments.of(ENGLISH_CLIENTS, CHINESE_CLIENTS));
    }

    @ParameterizedTest
    @MethodSource("translations")
    void neitherPageHasMoreThanTheOther(Path englishPage, Path chinesePage) throws IOException {
        String english = Files.readString(englishPage);
        String chinese = Files.readString(chinesePage);

        assertThat(found(BLOCK, chinese)).as("code").isEqualTo(found(BLOCK, english));
        String englishProse = Pages.prose(english);
        String chineseProse = Pages.prose(chinese);
        assertThat(found(HEADING, chineseProse)).as("headings").isEqualTo(found(HEADING, englishProse));
        assertThat(found(ROW, chineseProse)).as("table rows").hasSameSizeAs(found(ROW, englishProse));
        assertThat(found(SPAN, chineseProse))
                .as("code in sentences")
                .containsExactlyInAnyOrderElementsOf(found(SPAN, englishProse));
    }

    @Test
    void eachLinksToTheOtherAtItsBeginning() throws IOException {
        assertThat(Files.readString(ENGLISH))
                .matches("(?s)# [^\n]+\n\n\\[[^]]+]\\(emulator/docs/zh-CN/README\\.md\\)\n.*");
        assertThat(Files.readString(CHINESE))
                .matches("(?s)# [^\n]+\n\n\\[[^]]+]\\(\\.\\./\\.\\./\\.\\./README\\.md\\)\n.*");
        assertThat(Files.readString(ENGLISH_CLIENTS)).contains("[简体中文](zh-CN/clients.md)");
        assertThat(Files.readString(CHINESE_CLIENTS)).contains("[English](../clients.md)");
    }
}
