package dev.blb.emulator.schema;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.Function;

/** Members that hold a length of time as a text, such as {@code 500ms}. */
public final class TimeLength {
    private TimeLength() {}

    /** A text that a parser accepts, see {@link Field#parsed}; 0 may also be a number, as it needs no unit. */
    public static Field timeLength(String name, Function<String, ?> parser, String allowed) {
        return Field.parsed(name, parser, allowed)
                .readAs(value -> value.equals(IntNode.valueOf(0)) ? TextNode.valueOf("0") : value);
    }
}
