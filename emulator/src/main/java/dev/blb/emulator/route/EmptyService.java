package dev.blb.emulator.route;

import static dev.blb.emulator.api.ApiError.NOT_IMPLEMENTED;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Paging;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A service beside the emulated one, of which an account has nothing. Inventory programs ask for its list right after that of
 * load balancers, and an error would end them [n16]; so the list is answered, empty, and nothing else is. Where no program asks
 * for a list, nothing is answered.
 */
public enum EmptyService {
    /** Application load balancers. */
    APPLICATION("appblb", "blbList", "the application load balancer"),
    /** Dedicated clusters of load balancers. */
    CLUSTER("blbcluster", "clusterList", "the cluster of load balancers"),
    /** Dedicated clusters under their newer name, of which no list is emulated either. */
    DEDICATED("lbdc", "", "the dedicated load balancer cluster LBDC");

    private final String segment;
    private final String listMember;
    private final String what;

    EmptyService(String segment, String listMember, String what) {
        this.segment = segment;
        this.listMember = listMember;
        this.what = what;
    }

    /** The path of its list, such as {@code /v1/appblb}. */
    public String path() {
        return "/v1/" + segment;
    }

    /** What is answered and what is not, for the pages. */
    public String meaning() {
        return what + ": "
                + (hasList()
                        ? "GET " + path() + " answers an empty list, everything else 501"
                        : "everything is answered 501");
    }

    private boolean hasList() {
        return !listMember.isEmpty();
    }

    /** The one that a path belongs to. */
    public static Optional<EmptyService> of(List<String> path) {
        return Stream.of(values())
                .filter(each -> path.size() > 1
                        && path.get(0).equals("v1")
                        && path.get(1).equals(each.segment))
                .findFirst();
    }

    /**
     * The answer to a request.
     *
     * @throws ApiException NotImplemented for all but the list
     */
    public ObjectNode answer(String method, List<String> path, Map<String, String> query) {
        if (!hasList() || path.size() != 2 || !method.equals("GET")) {
            throw NOT_IMPLEMENTED.with(
                    "%s is not emulated: %s%s; /v1/blb is.",
                    Character.toUpperCase(what.charAt(0)) + what.substring(1),
                    path(),
                    hasList() ? " (only its list, which is empty)" : "");
        }
        Paging paging = Paging.of(new Members(Paging.PARAMETERS.checkQuery(query)));
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.putArray(listMember);
        return page.put("marker", "")
                .putNull("nextMarker")
                .put("isTruncated", false)
                .put("maxKeys", paging.maxKeys());
    }
}
