package dev.blb.emulator.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Plans that have a name, and the plan of a file. */
public final class Presets {
    private static final String RESOURCE = "/fault-presets.json";
    private static final List<String> NAMES =
            List.of("throttled", "brownout", "gateway-restart", "lost-answers", "slow-network");

    private Presets() {}

    /** The names of the presets. */
    public static List<String> names() {
        return NAMES;
    }

    /** The plan of a preset. */
    public static FaultPlan plan(String name) {
        try (InputStream resource = Presets.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the class path");
            }
            return checked(new ObjectMapper().readTree(resource).path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    /**
     * The plan of a JSON file.
     *
     * @throws IllegalArgumentException if it cannot be read or is wrong; the message names the file and the member
     */
    public static FaultPlan read(Path file) {
        try {
            return checked(new ObjectMapper().readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Fault plan " + file + " cannot be read as JSON: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        } catch (ApiException wrong) {
            throw new IllegalArgumentException(
                    "Fault plan " + file + ": " + wrong.member() + " " + wrong.detail(), wrong);
        }
    }

    private static FaultPlan checked(JsonNode plan) {
        if (plan instanceof ObjectNode object) {
            return FaultPlan.of(new Members(FaultPlan.MEMBERS.checkStrictly(object)));
        }
        throw new IllegalArgumentException("A fault plan is no JSON object; allowed is {\"seed\":7,\"rules\":[...]}");
    }
}
