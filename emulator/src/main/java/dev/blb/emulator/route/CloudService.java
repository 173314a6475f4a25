package dev.blb.emulator.route;

import dev.blb.emulator.api.Region;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A service of the cloud: the first labels of its host names and the begin of its paths. No two services share a path, so the
 * path alone finds the operation; a host name that the cloud gives to another service is a mistake of the caller.
 */
public enum CloudService {
    /** Load balancers, with the application load balancers and clusters of which there are none. */
    BLB(Scope.REGIONAL, List.of("blb"), List.of("blb", "appblb", "blbcluster", "lbdc")),
    /** EIPs. */
    EIP(Scope.REGIONAL, List.of("eip"), List.of("eip")),
    /**
     * Machines, networks and security groups. The host is {@code bcc}; Python and old Java make the other names up from their
     * packages where no endpoint is set [py][java].
     */
    BCC(
            Scope.REGIONAL,
            List.of("bcc", "vpc", "subnet", "route", "esg"),
            List.of("vpc", "subnet", "route", "enterprise")),
    /** Certificates. */
    CERTIFICATE(Scope.GLOBAL, List.of("certificate", "cert"), List.of("certificate")),
    /** The resource manager. */
    RESOURCE_MANAGER(Scope.GLOBAL, List.of("resourcemanager"), List.of("res")),
    /** Temporary keys. */
    STS(Scope.GLOBAL, List.of("sts"), List.of("sessionToken", "credential"));

    /** What the names of all services end in. */
    public static final String DOMAIN = "baidubce.com";

    private enum Scope {
        REGIONAL,
        GLOBAL
    }

    private final Scope scope;
    private final List<String> labels;
    private final List<String> segments;

    CloudService(Scope scope, List<String> labels, List<String> segments) {
        this.scope = scope;
        this.labels = labels;
        this.segments = segments;
    }

    /** Whether it has a host in each region, and what it makes is of one region. */
    public boolean isRegional() {
        return scope == Scope.REGIONAL;
    }

    /** Whether its writes take client tokens: the pages and clients of the global services know none. */
    boolean takesClientTokens() {
        return isRegional();
    }

    /** The first labels of its host names, the official one first. */
    public List<String> labels() {
        return labels;
    }

    /** The host names in a region that clients have as constants or make up. */
    public List<String> hostNames(Region region) {
        // The Go SDK and Terraform's provider have the STS of one region as a constant [go][tf].
        Stream<String> ends = this == STS
                ? Stream.of("", "." + Region.BJ.shortName())
                : Stream.of(isRegional() ? "." + region.shortName() : "");
        return ends.flatMap(end -> labels.stream().map(label -> label + end + "." + DOMAIN))
                .toList();
    }

    /** The service with this first label of a host name. */
    static Optional<CloudService> labelled(String label) {
        return Stream.of(values())
                .filter(service -> service.labels.contains(label))
                .findFirst();
    }

    /** The service of a path, or empty if no service has such paths. */
    public static Optional<CloudService> of(List<String> path) {
        if (path.get(0).equals("v2")) {
            return Optional.of(BCC);
        }
        return Stream.of(values())
                .filter(service -> path.size() > 1 && service.segments.contains(path.get(1)))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
