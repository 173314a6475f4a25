package dev.blb.emulator.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.emulator.Api;
import dev.blb.emulator.EmulatorProcess;
import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.db.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Three nodes under mixed load, of which one after the other is killed and replaced, while the database server crashes once: no write
 * that was answered is lost, nothing is half done, and no answer is a 500.
 */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
class NodesKillTest {
    /** Requests in all: {@code -Dblb.test.requests=100000} for a proof. */
    private static final int REQUESTS = Integer.getInteger("blb.test.requests", 900);

    /** Clients at once: {@code -Dblb.test.clients=32} for a proof. */
    private static final int CLIENTS = Integer.getInteger("blb.test.clients", 8);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final List<URI> endpoints = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final Set<String> released = ConcurrentHashMap.newKeySet();

    /** Sends a request to one node after the other until one of them answers it; 503 counts as no answer. */
    private HttpResponse<String> answer(String account, String method, String path, String body) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            URI node = endpoints.get(Math.floorMod(turn.getAndIncrement(), endpoints.size()));
            HttpRequest request = HttpRequest.newBuilder(node.resolve(path))
                    .timeout(PATIENCE)
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .header(
                            "Authorization",
                            "bce-auth-v1/" + account + "/2026-01-01T00:00:00Z/1800/host/" + "0".repeat(64))
                    .build();
            try {
                HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
                if (response.statusCode() >= 500 && response.statusCode() != 503) {
                    failures.add(method + " " + path + ": " + response.body());
                }
                if (response.statusCode() != 503) {
                    return response;
                }
            } catch (IOException gone) {
                // The node was killed: the client token makes it safe to send the request again.
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("no node answers " + method + " " + path);
            }
        }
    }

    private void client(int number) {
        String account = "account-" + number % 4;
        for (int i = 0; sent.get() < REQUESTS; i++) {
            String token = number + "-" + i;
            HttpResponse<String> made = answer(
                    account,
                    "POST",
                    "/v1/blb?clientToken=create-" + token,
                    "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}");
            sent.incrementAndGet();
            if (made.statusCode() != 200) {
                failures.add("create: " + made.body());
                continue;
            }
            String blbId = tree(made).path("blbId").asText();
            String path = "/v1/blb/" + blbId;
            HttpResponse<String> listener =
                    answer(account, "POST", path + "/TCPlistener?clientToken=listener-" + token, Api.tcp(80));
            HttpResponse<String> read = answer(account, "GET", path, "");
            if (listener.statusCode() != 200 || tree(read).path("listener").size() != 1) {
                failures.add("listener: " + listener.body() + " " + read.body());
            }
            if (i % 3 == 0) {
                HttpResponse<String> gone = answer(account, "DELETE", path + "?clientToken=release-" + token, "");
                HttpResponse<String> after = answer(account, "GET", path, "");
                if (gone.statusCode() != 200 || after.statusCode() != 404) {
                    failures.add("release: " + gone.body() + " " + after.body());
                }
                released.add(blbId);
                sent.addAndGet(2);
            } else {
                kept.add(blbId);
            }
            sent.addAndGet(2);
        }
    }

    private static JsonNode tree(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    @Test
    void nothingThatWasAnsweredIsLost() throws Exception {
        List<EmulatorProcess> nodes = new ArrayList<>();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (PostgresServer server = PostgresServer.own()) {
            DatabaseAddress address = server.emptyAddress();
            String[] flags = {"--database", address.url(), "--database-user", "blb", "--quota-load-balancers", "1000000"
            };
            for (int i = 0; i < 3; i++) {
                nodes.add(new EmulatorProcess(flags));
                endpoints.add(nodes.get(i).endpoint());
            }
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                running.add(clients.submit(() -> client(number)));
            }
            boolean restarted = false;
            for (int next = 0; sent.get() < REQUESTS; next = (next + 1) % 3) {
                nodes.get(next).kill();
                nodes.set(next, new EmulatorProcess(flags));
                endpoints.set(next, nodes.get(next).endpoint());
                if (!restarted) {
                    server.stop();
                    server.start();
                    restarted = true;
                }
            }
            for (Future<?> client : running) {
                client.get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
            }
            assertThat(restarted).isTrue();
            assertThat(failures).isEmpty();
            invariantsHold();
        } finally {
            clients.shutdownNow();
            nodes.forEach(EmulatorProcess::close);
        }
    }

    private void invariantsHold() {
        Set<String> there = new HashSet<>();
        for (int number = 0; number < 4; number++) {
            Set<String> addresses = new HashSet<>();
            String marker = "";
            do {
                HttpResponse<String> answered = answer("account-" + number, "GET", "/v1/blb?maxKeys=1000" + marker, "");
                JsonNode page = tree(answered);
                page.path("blbList").forEach(each -> {
                    assertThat(there.add(each.path("blbId").asText())).isTrue();
                    assertThat(addresses.add(each.path("address").asText())).isTrue();
                });
                marker = page.path("isTruncated").asBoolean()
                        ? "&marker=" + page.path("nextMarker").asText()
                        : "";
            } while (!marker.isEmpty());
        }
        assertThat(there).containsExactlyInAnyOrderElementsOf(kept).doesNotContainAnyElementsOf(released);
    }
}
