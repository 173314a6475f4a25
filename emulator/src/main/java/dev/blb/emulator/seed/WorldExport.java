package dev.blb.emulator.seed;

import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Tx;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * The state written as a seed. The document of one account names no account, so that it can be applied to the same or to another
 * one. Client tokens are not part of it; secrets are if they are asked for. For an exclusive transaction: it reads many tables.
 */
public final class WorldExport {
    private final SeedFormat format;
    private final Tx tx;
    private final String account;
    private final Instant now;
    private final boolean withSecrets;
    private final int maxCharacters;

    /**
     * The state of an account, or of all for the empty text, at a time.
     *
     * @param withSecrets whether secrets that accounts declared are part of it
     * @param maxCharacters the largest document, in characters of JSON or YAML
     */
    public WorldExport(SeedFormat format, Tx tx, String account, Instant now, boolean withSecrets, int maxCharacters) {
        this.format = format;
        this.tx = tx;
        this.account = account;
        this.now = now;
        this.withSecrets = withSecrets;
        this.maxCharacters = maxCharacters;
    }

    /**
     * The document as a tree.
     *
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded if it is too large
     */
    public ObjectNode tree() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        Size size = new Size();
        write((section, element) -> {
            size.grow(element.toString().length());
            document.withArrayProperty(section).add(element);
        });
        return document;
    }

    /**
     * The document as JSON, written element by element: a tree of all takes many times the memory of the text.
     *
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded if it is too large
     */
    public String json() {
        StringBuilder text = new StringBuilder("{");
        Size size = new Size();
        Section current = new Section();
        write((section, element) -> {
            String json = element.toString();
            size.grow(json.length());
            boolean begins = current.begins(section);
            text.append(!begins ? "," : text.length() == 1 ? "" : "],");
            if (begins) {
                text.append('"').append(section).append("\":[");
            }
            text.append(json);
        });
        return text.append(text.length() == 1 ? "}" : "]}").toString();
    }

    /**
     * The document as YAML.
     *
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded if it is too large
     */
    public String yaml() {
        StringBuilder text = new StringBuilder();
        Size size = new Size();
        Section current = new Section();
        write((section, element) -> {
            String yaml = SeedText.yaml(JsonNodeFactory.instance.arrayNode().add(element));
            size.grow(yaml.length());
            if (current.begins(section)) {
                text.append(section).append(":\n");
            }
            text.append(yaml);
        });
        return text.isEmpty() ? "{}\n" : text.toString();
    }

    /** The section that is being written. */
    private static final class Section {
        private String name = "";

        boolean begins(String section) {
            boolean begins = !name.equals(section);
            name = section;
            return begins;
        }
    }

    /** The number of characters that are written. */
    private final class Size {
        private long characters;

        void grow(int more) {
            characters += more;
            if (characters > maxCharacters) {
                throw QUOTA_EXCEEDED.with(
                        "The document would have more than %d characters (setting --max-export); one ?account= at a time"
                                + " is less.",
                        maxCharacters);
            }
        }
    }

    private void write(BiConsumer<String, ObjectNode> out) {
        for (SeedSection section : format.sections()) {
            SectionWriter writer =
                    new SectionWriter(tx, account, now, withSecrets, element -> out.accept(section.name(), element));
            section.export(writer);
            writer.finish();
        }
    }
}
