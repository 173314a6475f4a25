package dev.blb.contract.target;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Waits.Effect;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Leftovers of runs that were killed: instances that carry our prefix in the name and our tag, and are old enough. */
public final class Sweep {
    private final Cloud cloud;
    private final Waits waits;

    /** A sweep over the account of a target. */
    public Sweep(Target target) {
        this(target.cloud(), target.waits());
    }

    Sweep(Cloud cloud, Waits waits) {
        this.cloud = cloud;
        this.waits = waits;
    }

    /** The ids of what runs have made and not released, or still use. */
    public List<String> made() {
        return found(item -> isOurs(item, ""));
    }

    /** The ids of what a run has made and not released. */
    public List<String> ofRun(String run) {
        return found(item -> isOurs(item, run));
    }

    /** Which of these are listed still, after a wait for all to go. */
    public List<String> left(Collection<String> deleted) {
        List<String> left = new ArrayList<>();
        waits.until(Effect.RELEASE, () -> {
            left.clear();
            left.addAll(made());
            left.retainAll(deleted);
            return left.isEmpty() ? Optional.of(true) : Optional.empty();
        });
        return left;
    }

    private List<String> found(Predicate<JsonNode> wanted) {
        Set<String> found = new LinkedHashSet<>();
        for (String type : List.of("", "&type=ipv6")) {
            Set<String> markers = new HashSet<>();
            String marker = "";
            do {
                Answer page = cloud.get(
                                "/v1/blb?name=" + RunId.PREFIX + type + (marker.isEmpty() ? "" : "&marker=" + marker))
                        .ok();
                for (JsonNode item : page.json().path("blbList")) {
                    if (wanted.test(item)) {
                        found.add(item.path("blbId").asText());
                    }
                }
                marker = page.json().path("nextMarker").isTextual() ? page.text("/nextMarker") : "";
                if (!marker.isEmpty() && !markers.add(marker)) {
                    throw new AssertionError("GET /v1/blb answers with the nextMarker " + marker + " again and again");
                }
            } while (!marker.isEmpty());
        }
        return List.copyOf(found);
    }

    /**
     * Deletes an instance, also when it is protected.
     *
     * @throws AssertionError if that is refused
     */
    public void delete(String blbId) {
        Answer answer = cloud.delete("/v1/blb/" + blbId);
        if (answer.status() == 403) {
            cloud.put("/v1/blb/" + blbId, "{\"allowDelete\":true}");
            answer = cloud.delete("/v1/blb/" + blbId);
        }
        refuseUnless(answer.status() == 200 || answer.status() == 404, answer);
    }

    private static boolean isOurs(JsonNode item, String run) {
        boolean tagged = false;
        for (JsonNode tag : item.path("tags")) {
            tagged |= tag.path("tagKey").asText().equals(RunId.TAG_KEY)
                    && (run.isEmpty() || tag.path("tagValue").asText().equals(run));
        }
        return tagged && item.path("name").asText().startsWith(RunId.PREFIX);
    }

    /**
     * Whether an instance is at least this old.
     *
     * @throws AssertionError if the service does not tell
     */
    public boolean isOlder(String blbId, Duration age, Instant now) {
        Answer detail = cloud.get("/v1/blb/" + blbId);
        if (detail.status() == 404) {
            return false;
        }
        refuseUnless(detail.status() == 200, detail);
        String created = detail.text("/createTime");
        try {
            return !Instant.parse(created).isAfter(now.minus(age));
        } catch (DateTimeParseException unknown) {
            throw new AssertionError("its createTime is \"" + created + "\", so its age is not known", unknown);
        }
    }

    private static void refuseUnless(boolean right, Answer answer) {
        if (!right) {
            throw new AssertionError(answer.status() + " " + answer.body());
        }
    }
}
