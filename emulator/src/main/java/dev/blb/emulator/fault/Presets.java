package dev.blb.emulator.fault;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.oneOf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.FileNames;
import dev.blb.emulator.api.JsonMistake;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Reason;
import dev.blb.emulator.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Plans that have a name, and the plan of a file. */
public final class Presets {
    private static final String PLAN_OF = "Fault plan of --faults ";
    private static final String RESOURCE = "/fault-presets.json";
    private static final List<String> NAMES =
            List.of("throttled", "brownout", "gateway-restart", "lost-answers", "slow-network");

    /** The members of a plan, or a preset's name in place of its rules. */
    static final Schema MEMBERS =
            Schema.of(oneOf("preset", NAMES.toArray(String[]::new))).and(FaultPlan.MEMBERS);

    /** As strict as the reader of bodies: a member that is given twice, or text behind the plan, is a mistake. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

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
            return checked(JSON.readTree(resource).path(name));
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
        String plan = PLAN_OF + FileNames.text(file);
        try {
            return checked(JSON.readTree(Files.readString(file)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(plan + " cannot be read as JSON: " + JsonMistake.of(e), e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(plan + " does not exist", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(plan + " is not encoded as UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(plan + " cannot be read: " + Reason.of(e), e);
        } catch (ApiException wrong) {
            throw new IllegalArgumentException(plan + ": " + wrong.member() + " " + wrong.detail(), wrong);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(plan + ": " + wrong.getMessage(), wrong);
        }
    }

    /**
     * The plan that checked members declare.
     *
     * @throws ApiException InvalidParameter if they have a preset and rules, or the rules contradict themselves or each other
     */
    static FaultPlan declared(Members given) {
        Optional<String> preset = given.optionalText("preset");
        for (String rules : List.of("rules", "traffic")) {
            if (preset.isPresent() && given.has(rules)) {
                throw INVALID_PARAMETER.at(rules, "is given beside preset; allowed is one of them");
            }
        }
        return preset.map(Presets::plan).orElseGet(() -> FaultPlan.of(given)).withSeed(given.integer("seed"));
    }

    private static FaultPlan checked(JsonNode plan) {
        if (plan instanceof ObjectNode object) {
            return declared(new Members(MEMBERS.checkStrictly(object)));
        }
        throw new IllegalArgumentException("it is no JSON object; allowed is {\"seed\":7,\"rules\":[...]}");
    }
}
