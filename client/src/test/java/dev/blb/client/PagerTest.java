package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.client.ScriptedServer.Reply;
import dev.blb.client.ScriptedServer.Sent;
import dev.blb.client.model.BackendServer;
import dev.blb.client.model.Listener;
import dev.blb.client.model.LoadBalancer;
import dev.blb.client.model.LoadBalancerFilter;
import dev.blb.client.model.Page;
import dev.blb.client.model.ServerHealth;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Lists that are fetched while they are walked. */
class PagerTest {
    private final TestTime time = new TestTime();

    private static Reply page(String next, String... ids) {
        String items = ids.length == 0 ? "" : "{\"blbId\":\"" + String.join("\"},{\"blbId\":\"", ids) + "\"}";
        return Reply.of(
                200,
                "{\"blbList\":[" + items + "],\"isTruncated\":" + !next.isEmpty() + ",\"nextMarker\":"
                        + (next.isEmpty() ? "null" : "\"" + next + "\"") + "}");
    }

    @Test
    void followsTheMarkersWithTheFilterAndPageSize() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.replying(page("blb-2", "a", "b"), page("blb-3", "c"), page("", "d"));
                BlbClient client = time.client(server).build()) {
            Pager<LoadBalancer> pager = client.loadBalancers()
                    .all(LoadBalancerFilter.ALL.name("web"))
                    .pageSize(2);

            assertThat(pager).extracting(LoadBalancer::blbId).containsExactly("a", "b", "c", "d");
            assertThat(server.sent())
                    .extracting(Sent::target)
                    .containsExactly(
                            "/v1/blb?name=web&maxKeys=2",
                            "/v1/blb?name=web&marker=blb-2&maxKeys=2",
                            "/v1/blb?name=web&marker=blb-3&maxKeys=2");
        }
    }

    @Test
    void isLazy() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(page("blb-2", "a", "b"), page("", "c"));
                BlbClient client = time.client(server).build()) {
            Pager<LoadBalancer> pager = client.loadBalancers().all();
            assertThat(server.sent()).isEmpty();

            assertThat(pager.stream().limit(2).map(LoadBalancer::blbId)).containsExactly("a", "b");
            assertThat(server.sent()).hasSize(1);
        }
    }

    @Test
    void eachWalkAsksAnew() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(page("", "a"), page("", "b"));
                BlbClient client = time.client(server).build()) {
            Pager<LoadBalancer> pager = client.loadBalancers().all();

            assertThat(pager).extracting(LoadBalancer::blbId).containsExactly("a");
            assertThat(pager).extracting(LoadBalancer::blbId).containsExactly("b");
        }
    }

    @Test
    void aPageThatHasBecomeEmptyDoesNotEndTheWalk() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(page("blb-2", "a"), page("blb-3"), page("", "d"));
                BlbClient client = time.client(server).build()) {
            assertThat(client.loadBalancers().all())
                    .extracting(LoadBalancer::blbId)
                    .containsExactly("a", "d");
        }
    }

    @Test
    void anEmptyListHasNoItem() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(page(""));
                BlbClient client = time.client(server).build()) {
            Iterator<LoadBalancer> items = client.loadBalancers().all().iterator();

            assertThat(items.hasNext()).isFalse();
            assertThatThrownBy(items::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void aRepeatedMarkerEndsTheWalkInsteadOfGoingRoundForEver() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(page("blb-2", "a"));
                BlbClient client = time.client(server).build()) {
            assertThatThrownBy(() -> client.loadBalancers().all().stream().count())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("blb-2");
        }
    }

    @Test
    void aFailureInTheMiddleReachesTheWalker() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(page("blb-2", "a"), Reply.error(403, "AccessDenied"));
                BlbClient client = time.client(server).build()) {
            Iterator<LoadBalancer> items = client.loadBalancers().all().iterator();
            assertThat(items.next().blbId()).isEqualTo("a");

            assertThatThrownBy(items::hasNext)
                    .isInstanceOfSatisfying(
                            BlbException.class,
                            failure -> assertThat(failure.is(ErrorCode.ACCESS_DENIED))
                                    .isTrue());
        }
    }

    @Test
    void pagesCanBeWalkedToo() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(page("blb-2", "a", "b"), page("", "c"));
                BlbClient client = time.client(server).build()) {
            assertThat(client.loadBalancers().all().pages())
                    .extracting(page -> page.items().size())
                    .containsExactly(2, 1);
        }
    }

    @Test
    void listenersServersAndHealthAreWalkedAlike() throws Exception {
        Reply listeners = Reply.of(200, """
                {"listenerList":[{"listenerType":"TCP","listenerPort":1},{"listenerType":"HTTP","listenerPort":2}]}""");
        Reply servers = Reply.of(200, "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}");
        Reply health = Reply.of(200, "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"status\":\"Alive\"}]}");
        try (ScriptedServer server = ScriptedServer.replying(listeners, servers, health);
                BlbClient client = time.client(server).build()) {
            assertThat(client.listeners().all("lb-1"))
                    .extracting(Listener::listenerPort)
                    .containsExactly(1, 2);
            assertThat(client.backendServers().all("lb-1"))
                    .extracting(BackendServer::instanceId)
                    .containsExactly("i-1");
            assertThat(client.backendServers().allHealth("lb-1", 80))
                    .extracting(ServerHealth::status)
                    .extracting(status -> status.value())
                    .containsExactly("Alive");
        }
    }

    @Test
    void pageSizesOutOfRangeAreRefused() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(page(""));
                BlbClient client = time.client(server).build()) {
            Pager<LoadBalancer> pager = client.loadBalancers().all();
            assertThatThrownBy(() -> pager.pageSize(0)).hasMessage("maxKeys 0 is not in 1..1000");
            assertThatThrownBy(() -> pager.pageSize(1001)).hasMessage("maxKeys 1001 is not in 1..1000");
        }
    }

    @Test
    void aPageKnowsWhetherThereIsMore() {
        assertThat(new Page<>(java.util.List.of(), "", "blb-1", true, 1).hasNext())
                .isTrue();
        assertThat(new Page<>(java.util.List.of(), "", "", true, 1).hasNext()).isFalse();
        assertThat(new Page<>(java.util.List.of(), "", "blb-1", false, 1).hasNext())
                .isFalse();
    }
}
