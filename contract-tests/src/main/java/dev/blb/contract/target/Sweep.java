package dev.blb.contract.target;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.target.Cloud.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Leftovers of runs that were killed: instances that carry our prefix in the name and our tag, and are old enough. */
public final class Sweep {
    private final Cloud cloud;

    /** A sweep over this account. */
    public Sweep(Cloud cloud) {
        this.cloud = cloud;
    }

    /** The ids of the leftovers that are at least this old. */
    public List<String> leftovers(Duration age, Instant now) {
        return found(item -> isOurs(item, "") && isOlder(item.path("blbId").asText(), age, now));
    }

    /** The ids of what a run has made and not released. */
    public List<String> ofRun(String run) {
        return found(item -> isOurs(item, run));
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

    /** Deletes an instance, also when it is protected; why that was refused, or empty if it was not. */
    public Optional<String> delete(String blbId) {
        Answer answer = cloud.delete("/v1/blb/" + blbId);
        if (answer.status() == 403) {
            cloud.put("/v1/blb/" + blbId, "{\"allowDelete\":true}");
            answer = cloud.delete("/v1/blb/" + blbId);
        }
        return answer.status() == 200 || answer.status() == 404
                ? Optional.empty()
                : Optional.of(answer.status() + " " + answer.body());
    }

    private static boolean isOurs(JsonNode item, String run) {
        boolean tagged = false;
        for (JsonNode tag : item.path("tags")) {
            tagged |= tag.path("tagKey").asText().equals(RunId.TAG_KEY)
                    && (run.isEmpty() || tag.path("tagValue").asText().equals(run));
        }
        return tagged && item.path("name").asText().startsWith(RunId.PREFIX);
    }

    private boolean isOlder(String blbId, Duration age, Instant now) {
        Answer detail = cloud.get("/v1/blb/" + blbId);
        return detail.status() == 200
                && !Instant.parse(detail.text("/createTime")).isAfter(now.minus(age));
    }
}
