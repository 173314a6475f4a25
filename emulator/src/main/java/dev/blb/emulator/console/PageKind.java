package dev.blb.emulator.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The pages, in the order of the navigation, and what each reads. */
enum PageKind {
    OVERVIEW("", true) {
        @Override
        void load(Sources sources, String id) {
            Map<String, String> unhealthy = sources.given("account");
            unhealthy.put("unhealthy", "true");
            unhealthy.put("maxKeys", "20");
            Map<String, String> accounts = new HashMap<>(Map.of("maxKeys", "20"));
            Optional.ofNullable(sources.given("accountMarker").get("accountMarker"))
                    .ifPresent(marker -> accounts.put("marker", marker));
            sources.add("accounts", "/_blb/accounts", accounts)
                    .add("clock", "/_blb/clock", Map.of())
                    .add("async", "/_blb/async", sources.given("account"))
                    .add("faults", "/_blb/faults", sources.given("account"))
                    .add("unhealthy", "/_blb/loadbalancers", unhealthy)
                    .add("loadBalancers", "/_blb/loadbalancers", sources.given("account", "search", "marker"));
        }
    },
    LOAD_BALANCER("loadbalancers/{id}", true) {
        @Override
        void load(Sources sources, String id) {
            String path = "/_blb/loadbalancers/" + Sources.segment(id);
            sources.add("detail", path, Map.of())
                    .add("health", path + "/health", Map.of())
                    .add("endpoints", "/_blb/endpoints", Map.of("blbId", id))
                    .addIfAllowed("traffic", path + "/traffic", Map.of())
                    .addIfAllowed("accesslog", path + "/accesslog", Map.of("limit", "20"));
            if (sources.refusal("traffic").isEmpty()) {
                for (JsonNode listener : sources.answer("detail").path("listenerList")) {
                    String port = listener.path("listenerPort").asText();
                    String transport = listener.path("listenerType").asText().equals("UDP") ? "UDP" : "TCP";
                    sources.addIfAllowed(
                            "pick " + transport + port,
                            path + "/pick",
                            Map.of("listenerPort", port, "transport", transport));
                }
            }
        }
    },
    REQUESTS("requests", false) {
        @Override
        void load(Sources sources, String id) {
            sources.addIfAllowed(
                    "requests",
                    "/_blb/requests",
                    sources.given("account", "kind", "operation", "status", "blbId", "unmatched", "limit"));
        }
    },
    REQUEST("requests/{id}", false) {
        @Override
        void load(Sources sources, String id) {
            sources.add("request", "/_blb/requests/" + Sources.segment(id), Map.of());
        }
    },
    WORLD("world", false) {
        @Override
        void load(Sources sources, String id) {
            KINDS.forEach(kind -> sources.add(kind, "/_blb/world/" + kind, sources.given("account")));
            sources.add("addresses", "/_blb/machines", sources.given("account"));
        }
    },
    SNAPSHOTS("snapshots", false) {
        @Override
        void load(Sources sources, String id) {
            sources.add("snapshots", "/_blb/snapshots", sources.given("account"));
            Map<String, String> ends = sources.given("from", "to");
            if (ends.size() == 2) {
                sources.addIfAllowed(
                        "diff",
                        "/_blb/snapshots/" + Sources.segment(ends.get("from")) + "/diff/"
                                + Sources.segment(ends.get("to")),
                        sources.given("account"));
            }
        }
    },
    FAULTS("faults", false) {
        @Override
        void load(Sources sources, String id) {
            sources.add("faults", "/_blb/faults", sources.given("account")).addSchema("plan", "PUT", "/_blb/faults");
        }
    },
    HEALTH("health", true) {
        @Override
        void load(Sources sources, String id) {
            Map<String, String> unhealthy = sources.given("account", "marker");
            unhealthy.put("unhealthy", "true");
            sources.add("set", "/_blb/backends", sources.given("account"))
                    .add("unhealthy", "/_blb/loadbalancers", unhealthy);
        }
    },
    CLOCK("clock", true) {
        @Override
        void load(Sources sources, String id) {
            sources.add("clock", "/_blb/clock", Map.of())
                    .add("async", "/_blb/async", sources.given("account"))
                    .addSchema("schema", "PUT", "/_blb/async");
        }
    },
    SETTINGS("settings", false) {
        @Override
        void load(Sources sources, String id) {
            sources.addSchema("schema", "PUT", "/_blb/accounts/{account}/settings");
            Optional.ofNullable(sources.given("account").get("account"))
                    .ifPresent(account -> sources.add(
                            "settings", "/_blb/accounts/" + Sources.segment(account) + "/settings", Map.of()));
        }
    },
    OPERATIONS("operations", false) {
        @Override
        void load(Sources sources, String id) {
            sources.add("operations", "/_blb/operations", Map.of());
        }
    };

    /** The kinds of things that other services declare, by the names of the routes. */
    static final List<String> KINDS = List.of(
            "vpcs", "subnets", "securityGroups", "enterpriseSecurityGroups", "machines", "certificates", "eips");

    private static final String ID = "{id}";

    private final String path;
    private final boolean changesWithTime;

    PageKind(String path, boolean changesWithTime) {
        this.path = path;
        this.changesWithTime = changesWithTime;
    }

    /** Reads what the page shows. */
    abstract void load(Sources sources, String id);

    /** Its path below {@code /_blb/ui/}. */
    String path() {
        return path;
    }

    /** The name of its template and of its texts. */
    String key() {
        StringBuilder key = new StringBuilder();
        for (String word : name().split("_", -1)) {
            key.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        key.setCharAt(0, Character.toLowerCase(key.charAt(0)));
        return key.toString();
    }

    /** Whether what it shows changes without a call. */
    boolean changesWithTime() {
        return changesWithTime;
    }

    /** Whether it is about one thing, and so not in the navigation. */
    boolean isOfOne() {
        return path.endsWith(ID);
    }

    /** The page at a path. */
    static Optional<PageKind> at(List<String> segments) {
        return Stream.of(values())
                .filter(kind -> {
                    List<String> template = List.of(kind.path.split("/", -1));
                    return template.size() == segments.size()
                            && template.get(0).equals(segments.get(0))
                            && (!kind.isOfOne() || !segments.get(1).isEmpty());
                })
                .findFirst();
    }
}
