package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.HttpPlan.Stickiness;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.ServerPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StickinessTest {
    private static final HttpPlan INSERT =
            new HttpPlan(false, false, new Stickiness(false, Stickiness.INSERTED_NAME, 3600), 0, false);
    private static final HttpPlan REWRITE =
            new HttpPlan(false, false, new Stickiness(true, "JSESSIONID", 3600), 0, false);

    private final Rig rig = new Rig();
    private final TestServer a = server("a");
    private final TestServer b = server("b");

    @AfterEach
    void close() {
        rig.close();
        a.close();
        b.close();
    }

    /** Sets cookies, as servers do for clients that are new to them. */
    private static TestServer server(String name) {
        return HttpServer.of((request, to) -> to.write(HttpServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"
                + (request.all("cookie").isEmpty()
                        ? "Set-Cookie: JSESSIONID=" + name + "; Path=/app\r\nSet-Cookie: z=1\r\n"
                        : "")
                + "\r\n" + name)));
    }

    private void listen(HttpPlan http, ServerPlan... servers) {
        rig.apply(Plans.listener(Protocol.HTTP, 8080, http, null, servers));
    }

    private Message get(String... headers) throws IOException {
        try (Client client = new Client(rig.connect(8080))) {
            return client.get("/", headers);
        }
    }

    private static String cookie(Message answer, String name) {
        List<String> cookies = answer.all("set-cookie").stream()
                .filter(each -> each.startsWith(name + "="))
                .toList();
        assertThat(cookies).hasSize(1);
        return "Cookie: x=y; " + cookies.get(0).replaceFirst(";.*", "") + "\r\n";
    }

    @Test
    void anInsertedCookieKeepsAClientUntilItsTimeIsOver() throws IOException {
        listen(INSERT, a.plan("i-a", 1), b.plan("i-b", 1));
        Message first = get();
        String cookie = cookie(first, Stickiness.INSERTED_NAME);
        for (int i = 0; i < 7; i++) {
            Message next = get(cookie);
            assertThat(next.body()).isEqualTo(first.body());
            assertThat(next.all("set-cookie")).isEmpty();
        }
        assertThat(rig.count(8080, Metric.STICKY_HITS)).isEqualTo(7);

        rig.advance(Duration.ofHours(1));

        assertThat(get(cookie).all("set-cookie")).hasSize(1);
    }

    @Test
    void aClientWhoseServerMayNotTakeItGetsAnotherOneAndItsCookie() throws IOException {
        listen(INSERT, a.plan("i-a", 1), b.plan("i-b", 1));
        String cookie = cookie(get(), Stickiness.INSERTED_NAME);
        String server = get(cookie).body();
        assertThat(server).isEqualTo("a");
        for (ServerPlan lost : List.of(Plans.withHealth(a.plan("i-a", 1), "Dead"), a.plan("i-a", 0))) {
            listen(INSERT, lost, b.plan("i-b", 1));
            Message moved = get(cookie);
            assertThat(moved.body()).isEqualTo("b");
            assertThat(get(cookie(moved, Stickiness.INSERTED_NAME)).body()).isEqualTo("b");
        }
        listen(INSERT, b.plan("i-b", 1));
        assertThat(get(cookie).body()).isEqualTo("b");
    }

    @Test
    void aServerThatCannotBeReachedIsLeftForAnotherOne() throws IOException {
        listen(INSERT, a.plan("i-a", 1), b.plan("i-b", 1));
        String cookie = cookie(get(), Stickiness.INSERTED_NAME);
        a.kill();
        Message moved = get(cookie);
        assertThat(moved.body()).isEqualTo("b");
        assertThat(moved.all("set-cookie")).hasSize(1);
    }

    @Test
    void theServersOwnCookieIsRewrittenAndKeepsItsAttributes() throws IOException {
        listen(REWRITE, a.plan("i-a", 1), b.plan("i-b", 1));
        Message first = get();
        assertThat(first.all("set-cookie"))
                .hasSize(2)
                .contains("z=1")
                .first()
                .asString()
                .matches("JSESSIONID=[0-9a-f]{16}; Path=/app");
        String cookie = cookie(first, "JSESSIONID");
        for (int i = 0; i < 5; i++) {
            assertThat(get(cookie).body()).isEqualTo(first.body());
        }
        rig.advance(Duration.ofDays(30));
        assertThat(get(cookie).body()).isEqualTo(first.body());
    }

    @Test
    void unknownCookiesAndNoneAreScheduledInTurn() throws IOException {
        listen(INSERT, a.plan("i-a", 1), b.plan("i-b", 1));
        Set<String> servers = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            Message answer = get("Cookie: " + Stickiness.INSERTED_NAME + "=0123456789abcdef7fffffff\r\n");
            assertThat(answer.all("set-cookie")).hasSize(1);
            servers.add(answer.body());
        }
        assertThat(servers).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aCookieCountsForAllListenersOfALoadBalancer() throws IOException {
        ServerPlan[] servers = {a.plan("i-a", 1), b.plan("i-b", 1)};
        rig.apply(
                Plans.listener(Protocol.HTTP, 8080, INSERT, null, servers),
                Plans.listener(Protocol.HTTP, 8081, INSERT, null, servers));
        Message first = get();
        String cookie = cookie(first, Stickiness.INSERTED_NAME);
        for (int i = 0; i < 3; i++) {
            try (Client client = new Client(rig.connect(8081))) {
                assertThat(client.get("/", cookie).body()).isEqualTo(first.body());
            }
        }
    }
}
