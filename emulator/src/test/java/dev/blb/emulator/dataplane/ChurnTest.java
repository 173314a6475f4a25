package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.Scheduler;
import dev.blb.emulator.traffic.ServerPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No idempotent request is lost while everything changes. */
class ChurnTest {
    /** {@code -Dblb.test.requests=100000} for a proof. */
    private static final int REQUESTS = Integer.getInteger("blb.test.requests", 20_000);

    private static final int CLIENTS = 32;
    private static final int CHANGES = 200;

    private final Rig rig = new Rig();
    private final List<TestServer> servers = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    ChurnTest() {
        for (int i = 0; i < 5; i++) {
            // Each answer holds what was asked, and by which method with which body.
            servers.add(HttpServer.of(
                    (request, to) -> to.write(HttpServer.ok(request.firstLine() + " " + request.body(), false))));
        }
    }

    @AfterEach
    void close() {
        rig.close();
        servers.forEach(TestServer::close);
    }

    @Test
    void everyRequestGetsItsAnswerWhileServersComeAndGo() throws Exception {
        Random random = new Random(11);
        change(random);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(this::client));
        }
        int killed = 1;
        for (int i = 0; i < CHANGES; i++) {
            int due = (i + 1) * (REQUESTS / (CHANGES + 1));
            until(() -> next.get() >= due);
            if (i % 10 == 0) {
                servers.get(killed).kill();
            } else if (i % 10 == 5) {
                servers.get(killed).revive();
                killed = 1 + random.nextInt(servers.size() - 1);
            }
            change(random);
        }
        int answered = 0;
        for (Future<Integer> client : clients) {
            answered += client.get();
        }
        threads.shutdown();

        assertThat(answered).isEqualTo(REQUESTS);
        assertThat(rig.count(8080, Metric.RESPONSES_2XX)).isEqualTo(REQUESTS);
        assertThat(rig.count(8080, Metric.RETRIES)).isPositive();
        assertThat(Leaks.reports()).isEmpty();
    }

    /** Other servers, weights and schedulers; the first server, which is never killed, is always there. */
    private void change(Random random) {
        List<ServerPlan> plans = new ArrayList<>();
        plans.add(servers.get(0).plan("i-0", 1 + random.nextInt(10)));
        for (int i = 1; i < servers.size(); i++) {
            if (random.nextInt(4) > 0) {
                plans.add(servers.get(i).plan("i-" + i, random.nextInt(11)));
            }
        }
        Scheduler scheduler = random.nextBoolean() ? Scheduler.ROUND_ROBIN : Scheduler.LEAST_CONNECTIONS;
        rig.apply(Plans.with(
                Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null, plans.toArray(ServerPlan[]::new)),
                scheduler));
    }

    private int client() throws IOException {
        int answered = 0;
        try (Client client = new Client(rig.connect(8080))) {
            for (int number = next.getAndIncrement(); number < REQUESTS; number = next.getAndIncrement()) {
                String method = number % 3 == 0 ? "PUT" : "GET";
                String body = number % 3 == 0 ? "body " + number : "";
                String request = method + " /" + number + " HTTP/1.1";
                client.send(request + "\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                Message answer = client.read();
                assertThat(answer.status())
                        .describedAs(answer.headers().toString())
                        .isEqualTo(200);
                assertThat(answer.body()).isEqualTo(request + " " + body);
                answered++;
            }
        }
        return answered;
    }
}
