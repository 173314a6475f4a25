package dev.blb.contract.target;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.target.Cloud.Answer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Brings an instance back to what it was when it was new: no listeners, no servers, no groups, the default settings. */
public final class Bare {
    /** The settings that cases change, as a new instance has them. */
    private static final String SETTINGS = "{\"desc\":\"\",\"allowDelete\":true}";

    private final Given given;
    private final String path;
    private final String blbId;

    /** An instance. */
    public Bare(Given given, String blbId) {
        this.given = given;
        this.blbId = blbId;
        this.path = "/v1/blb/" + blbId;
    }

    /** Does so. */
    public void restore() {
        removeListeners();
        removeServers();
        unbind("securitygroup", "blbSecurityGroups", "securityGroupId", "securityGroupIds");
        unbind(
                "enterprise/securitygroup",
                "enterpriseSecurityGroups",
                "enterpriseSecurityGroupId",
                "enterpriseSecurityGroupIds");
        Answer detail = given.cloud().get(path).ok();
        if (!detail.text("/desc").isEmpty()
                || !detail.json().path("allowDelete").asBoolean()) {
            given.change(blbId, "PUT", path, SETTINGS);
        }
        if (detail.json().path("supportAcl").asBoolean()) {
            given.change(blbId, "PUT", "/v1/blb/acl/" + blbId, "{\"supportAcl\":false}");
        }
    }

    /** Removes all listeners. */
    public void removeListeners() {
        remove(
                "/listener",
                "listenerList",
                "/listener?batchdelete",
                items -> "{\"portList\":"
                        + Catalogue.stream(items)
                                .map(item -> item.path("listenerPort").toString())
                                .distinct()
                                .toList()
                        + "}");
    }

    /** Removes all servers. */
    public void removeServers() {
        remove(
                "/backendserver",
                "backendServerList",
                "/backendserver",
                items -> "{\"backendServerList\":"
                        + Catalogue.stream(items)
                                .map(item -> item.path("instanceId").toString())
                                .toList()
                        + "}");
    }

    private void unbind(String part, String list, String id, String ids) {
        remove(
                "/" + part,
                list,
                "/" + part + "?unbind",
                items -> "{\"" + ids + "\":["
                        + Catalogue.stream(items)
                                .map(item -> item.path(id).toString())
                                .collect(Collectors.joining(","))
                        + "]}");
    }

    private void remove(String part, String list, String removal, Function<JsonNode, String> body) {
        JsonNode items = given.cloud().get(path + part).ok().json().path(list);
        if (!items.isEmpty()) {
            given.change(blbId, "PUT", path + removal, body.apply(items));
            given.eventually(() -> {
                JsonNode left = given.cloud().get(path + part).ok().json().path(list);
                if (!left.isEmpty()) {
                    throw new AssertionError("still there: " + left);
                }
            });
        }
    }
}
