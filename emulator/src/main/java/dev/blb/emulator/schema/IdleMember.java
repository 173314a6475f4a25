package dev.blb.emulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A member of a request that is known and has no effect.
 *
 * @param path where it stands, such as {@code backendServerList[0].privateIp}
 * @param why the end of a sentence that begins with the member, such as {@code has no effect: machines have no cards}
 */
public record IdleMember(String path, JsonNode value, String why) {
    /**
     * Whether it repeats what is said elsewhere, as old clients do, so that it is no mistake: words of paths are in upper case.
     *
     * @param said what else the request or the document says
     */
    public boolean repeats(Stream<String> said) {
        String text = value.asText();
        return !text.isEmpty()
                && said.anyMatch(each -> each.equals(text) || each.equals(text.toUpperCase(Locale.ROOT)));
    }

    /** Whether a value says something: typed clients send an empty one, 0 or false for what their caller did not set. */
    public static boolean saysSomething(JsonNode value) {
        if (value.isArray()) {
            return !value.isEmpty();
        }
        if (value.isObject()) {
            return value.properties().stream().anyMatch(member -> saysSomething(member.getValue()));
        }
        String text = value.asText();
        return !value.isNull() && !text.isEmpty() && !text.equals("0") && !text.equals("false");
    }
}
