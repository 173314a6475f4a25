package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.OfOperation;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Given;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;

/** Pages of every list: sizes, markers, what vanishes meanwhile. */
@Contract
@ResourceLock(Scene.OWN_INSTANCE)
class PagingContract {
    private static final int[] PORTS = {80, 90, 95, 802, 8080};

    private Given given;
    private Pages pages;

    /**
     * An instance with enough listeners and servers for pages, and an empty one.
     *
     * @param instances both, in the order of their creation as far as it is known
     */
    record Pages(List<String> instances) {
        String full() {
            return instances.get(0);
        }

        String empty() {
            return instances.get(1);
        }

        static Pages of(Given given) {
            String blbId = given.lease();
            for (String protocol : Scene.PROTOCOLS) {
                int offset = Scene.PROTOCOLS.indexOf(protocol) * 10_000;
                for (int port : protocol.equals("TCP") ? PORTS : new int[] {1 + offset, 2 + offset, 3 + offset}) {
                    given.listener(blbId, protocol, Scene.listener(given, protocol, port));
                }
            }
            String servers = given.settings().machines().stream()
                    .map(machine -> "{\"instanceId\":\"" + machine + "\"}")
                    .collect(Collectors.joining(",", "{\"backendServerList\":[", "]}"));
            given.change(blbId, "POST", "/v1/blb/" + blbId + "/backendserver", servers);
            return new Pages(List.of(blbId, given.own()));
        }
    }

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        pages = fixtures.fixture(Pages.class, Pages::of);
    }

    /** A list with pages. */
    record Listing(String operation, String path, String list, String key, String marker) implements OfOperation {
        @Override
        public String toString() {
            return operation;
        }
    }

    static Stream<Listing> lists() {
        List<Listing> lists = new ArrayList<>();
        lists.add(new Listing("DescribeBlbs", "/v1/blb", "blbList", "blbId", "blb-[0-9A-F]{8}"));
        for (Protocol protocol : Protocol.values()) {
            lists.add(new Listing(
                    "DescribeBlb" + protocol.word() + "Listener",
                    "/v1/blb/{}/" + protocol + "listener",
                    "listenerList",
                    "listenerPort",
                    "listener-[0-9A-F]{4}.*"));
        }
        lists.add(new Listing(
                "DescribeBlbListener",
                "/v1/blb/{}/listener",
                "listenerList",
                "listenerPort",
                "listener-[0-9A-F]{4}.*"));
        lists.add(new Listing(
                "DescribeBlbServers", "/v1/blb/{}/backendserver", "backendServerList", "instanceId", "rs-[0-9A-F]{8}"));
        lists.add(new Listing(
                "DescribeBlbServerHealth",
                "/v1/blb/{}/backendserver?listenerPort=80",
                "backendServerList",
                "instanceId",
                "rs-[0-9A-F]{8}"));
        return lists.stream();
    }

    private JsonNode page(Listing listing, String query) {
        String path = listing.path().replace("{}", pages.full());
        return given.cloud()
                .get(path + (query.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + query))
                .ok()
                .json();
    }

    private static List<String> keys(Listing listing, JsonNode page) {
        return Catalogue.stream(page.path(listing.list()))
                .map(item -> item.path(listing.key()).asText())
                .toList();
    }

    private List<String> walk(Listing listing, int size) {
        List<String> all = new ArrayList<>();
        Set<String> markers = new HashSet<>();
        String marker = "";
        do {
            JsonNode page = page(listing, "maxKeys=" + size + (marker.isEmpty() ? "" : "&marker=" + marker));
            assertThat(page.path(listing.list()).size()).isLessThanOrEqualTo(size);
            assertThat(page.path("maxKeys").asInt()).isEqualTo(size);
            if (!marker.isEmpty()) {
                assertThat(page.path("marker").asText())
                        .as("the marker of the page's first item")
                        .isEqualTo(marker);
            }
            all.addAll(keys(listing, page));
            assertThat(page.path("isTruncated").asBoolean()).isEqualTo(page.hasNonNull("nextMarker"));
            marker = page.path("nextMarker").asText("");
            marker = marker.equals("null") ? "" : marker;
            assertThat(marker.isEmpty() || markers.add(marker))
                    .as("a new marker")
                    .isTrue();
        } while (!marker.isEmpty());
        return all;
    }

    @ParameterizedTest(
            name = "{0}: pages of 1, 2 and 3 give what one page gives, each item once",
            allowZeroInvocations = true)
    @CaseSource("lists")
    @Covers(Axis.PAGING)
    @Evidence(value = Source.SEED, at = "marker, nextMarker, isTruncated, maxKeys")
    void pagesOfAnySizeGiveTheWholeList(Listing listing) {
        for (int size : new int[] {1, 2, 3}) {
            given.eventually(() -> {
                List<String> walked = walk(listing, size);
                if (listing.operation().equals("DescribeBlbs")) {
                    // Other classes make and remove instances meanwhile: only these are certain.
                    assertThat(walked).containsSubsequence(pages.instances()).doesNotHaveDuplicates();
                } else {
                    assertThat(walked)
                            .isEqualTo(keys(listing, page(listing, "")))
                            .hasSizeGreaterThanOrEqualTo(3);
                }
            });
        }
    }

    @ParameterizedTest(
            name = "{0}: the first page tells its marker though none was sent, in the documented spelling",
            allowZeroInvocations = true)
    @CaseSource("lists")
    @Covers(Axis.PAGING)
    @Evidence(value = Source.SEED, at = "listener-005A is port 90, blb- and rs- have 8 hex digits")
    void markersAreSpeltAsDocumented(Listing listing) {
        JsonNode page = page(listing, "maxKeys=1");
        assertThat(page.path("marker").asText()).matches(listing.marker());
        assertThat(page.path("nextMarker").asText()).matches(listing.marker());
    }

    @ParameterizedTest(
            name = "{0}: without maxKeys, or with one out of range, a page has up to 1000 items",
            allowZeroInvocations = true)
    @CaseSource("lists")
    @Covers(Axis.PAGING)
    @Evidence(value = Source.META, at = "[m8] maxKeys: default and maximum 1000; out of range as the Go SDK does")
    void aPageHasUpToAThousandItems(Listing listing) {
        for (String query : List.of("", "maxKeys=", "maxKeys=0", "maxKeys=-1", "maxKeys=1001", "maxKeys=1000")) {
            JsonNode page = page(listing, query);
            assertThat(page.path("maxKeys").asInt()).as(query).isEqualTo(1000);
            assertThat(page.path("isTruncated").asBoolean(true)).isFalse();
            assertThat(page.hasNonNull("nextMarker")).isFalse();
        }
    }

    @ParameterizedTest(
            name = "{0}: a size or marker that makes no sense is InvalidParameter",
            allowZeroInvocations = true)
    @CaseSource("lists")
    @Covers(Axis.REFUSALS)
    @Evidence(value = Source.ASSUMED, at = "[m8] not a number, or unparseable, is InvalidParameter")
    void nonsenseIsRefused(Listing listing) {
        String path = listing.path().replace("{}", pages.full());
        String and = path.contains("?") ? "&" : "?";
        for (String query : List.of("maxKeys=many", "marker=nonsense", "marker=blb-xyz")) {
            Expect.refused(given.cloud().get(path + and + query), 400, "InvalidParameter");
        }
    }

    @ParameterizedTest(name = "{0}: a marker at an item gives the page from that item on", allowZeroInvocations = true)
    @CaseSource("lists")
    @Covers(Axis.PAGING)
    @Evidence(value = Source.META, at = "a page starts at the marker, inclusive")
    void aMarkerIsInclusive(Listing listing) {
        JsonNode first = page(listing, "maxKeys=1");
        JsonNode again =
                page(listing, "maxKeys=1&marker=" + first.path("marker").asText());
        assertThat(keys(listing, again)).isEqualTo(keys(listing, first));
    }

    @Test
    @Covers(value = Axis.PAGING, operations = "DescribeBlbTcpListener")
    @Evidence(value = Source.SEED, at = "the marker is the port in 4 upper-case hex digits")
    void theMarkerOfAListenerIsItsPort() {
        Listing tcp = lists().filter(list -> list.operation().equals("DescribeBlbTcpListener"))
                .findFirst()
                .orElseThrow();
        JsonNode page = page(tcp, "maxKeys=3");
        assertThat(page.path("marker").asText()).isEqualTo("listener-0050");
        assertThat(page.path("nextMarker").asText()).startsWith("listener-0322");
        assertThat(keys(tcp, page(tcp, "marker=listener-0051"))).containsExactly("90", "95", "802", "8080");
        assertThat(keys(tcp, page(tcp, "marker=listener-FFFF"))).isEmpty();
    }

    @Test
    @Covers(value = Axis.PAGING, operations = "DescribeBlbServers")
    @Evidence(value = Source.ASSUMED, at = "[m32] a marker whose item vanished starts at the next greater one")
    void aMarkerWhoseItemVanishedStartsAtTheNext() {
        Listing servers = lists().filter(list -> list.operation().equals("DescribeBlbServers"))
                .findFirst()
                .orElseThrow();
        List<String> machines = given.settings().machines();
        String next = page(servers, "maxKeys=1").path("nextMarker").asText();
        String path = "/v1/blb/" + pages.full() + "/backendserver";
        given.change(pages.full(), "PUT", path, "{\"backendServerList\":[\"" + machines.get(1) + "\"]}");

        given.eventually(() -> assertThat(keys(servers, page(servers, "marker=" + next)))
                .startsWith(machines.get(2))
                .doesNotContain(machines.get(0), machines.get(1)));
        given.cleanUp(() -> given.change(
                pages.full(), "POST", path, "{\"backendServerList\":[{\"instanceId\":\"" + machines.get(1) + "\"}]}"));
    }

    @Test
    @Covers(
            value = Axis.PAGING,
            operations = {"DescribeBlbListener", "DescribeBlbServers"})
    @Evidence(value = Source.ASSUMED, at = "[m31] an empty list has an empty marker and no next one")
    void anEmptyListHasAnEmptyMarker() {
        for (String part : List.of("/listener", "/backendserver")) {
            JsonNode page =
                    given.cloud().get("/v1/blb/" + pages.empty() + part).ok().json();
            assertThat(page.path("marker").asText()).as("absent or empty [n7]").isEmpty();
            assertThat(page.hasNonNull("nextMarker")).isFalse();
            assertThat(page.path("isTruncated").asBoolean(true)).isFalse();
        }
    }
}
