package dev.blb.emulator.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.regex.Pattern;

/** What is wrong with a text that is no JSON, without the names of the parser's classes and settings. */
public final class JsonMistake {
    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^]]*line: (\\d+), column: (\\d+)]");

    private static final Pattern SETTING =
            Pattern.compile(": enable `[^`]*` to allow| \\(not recognized as one since Feature [^)]*\\)");

    private JsonMistake() {}

    /** The mistake with its line and column, as a sentence without its full stop. */
    public static String of(JsonProcessingException failure) {
        return complaint(failure) + place(failure.getLocation());
    }

    private static String complaint(JsonProcessingException failure) {
        if (failure instanceof StreamConstraintsException) {
            return "It is nested too deep, or has a name or a number that is too long";
        }
        if (failure instanceof MismatchedInputException) {
            return "It goes on behind the end of the JSON";
        }
        String inPlainWords = SETTING.matcher(failure.getOriginalMessage()).replaceAll("");
        return SOURCE.matcher(inPlainWords).replaceAll("line $1, column $2");
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
