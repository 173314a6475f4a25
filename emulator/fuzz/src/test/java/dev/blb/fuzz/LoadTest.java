package dev.blb.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.client.Credentials;
import dev.blb.client.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What 32 accounts do at once, mixed with resets, snapshots, exports and seeds, for a minute, with the heap of the image: no
 * answer is 500, the process does not end, and its health is answered meanwhile.
 */
@Tag("load")
@Timeout(300)
class LoadTest {
    private static final int ACCOUNTS = 32;
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("blb.load.seconds", 60));
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(1);
    private static final Pattern BLB_ID = Pattern.compile("\"blbId\":\"([^\"]+)\"");
    private static final String SEED = "accounts: [{account: load-1, quotaLoadBalancers: 1000}]\nloadBalancers:\n"
            + IntStream.range(0, 500)
                    .mapToObj(i -> "- {name: seeded-" + i + ", vpcId: vpc-emulator0001, subnetId: sbn-emulator0001}\n")
                    .collect(Collectors.joining());

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final AtomicLong slowestHealthNanos = new AtomicLong();
    private final Instant end = Instant.now().plus(LENGTH);

    @Test
    void aMinuteOfEverythingAtOnceEndsNothing()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Emulator emulator = Emulator.start()) {
            String endpoint = "http://127.0.0.1:" + emulator.port();
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                String account = "load-" + i;
                work.add(() -> repeat(() -> lifeOfABalancer(endpoint, account)));
            }
            work.add(() -> repeat(() -> control(endpoint, "GET", "/_blb/world", "")));
            work.add(() -> repeat(() -> control(endpoint, "PUT", "/_blb/snapshots/" + UUID.randomUUID(), "")));
            work.add(() -> repeat(() -> {
                control(endpoint, "POST", "/_blb/seed?account=load-1", SEED);
                control(endpoint, "POST", "/_blb/reset", "");
            }));
            work.add(() -> repeat(() -> health(endpoint)));
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
            assertThat(emulator.alive()).as("log: %s", emulator.log()).isTrue();
            assertThat(emulator.takeStackTrace()).isEmpty();
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(10, TimeUnit.SECONDS);
        }
        System.out.println("answers: " + answers + ", slowest health: "
                + TimeUnit.NANOSECONDS.toMillis(slowestHealthNanos.get()) + " ms");
        assertThat(answers.keySet()).noneMatch(answer -> answer.endsWith(" 500"));
        assertThat(answers)
                .containsKeys(
                        "POST /v1/blb 200",
                        "POST /_blb/reset 200",
                        "POST /_blb/seed 200",
                        "PUT /_blb/snapshots/ 200",
                        "GET /_blb/world 200");
        assertThat(Duration.ofNanos(slowestHealthNanos.get())).isLessThan(HEALTH_LIMIT);
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private Void repeat(Work work) throws IOException, InterruptedException {
        while (Instant.now().isBefore(end)) {
            work.run();
        }
        return null;
    }

    private void lifeOfABalancer(String endpoint, String account) throws IOException, InterruptedException {
        String made = api(
                endpoint,
                account,
                "POST",
                "/v1/blb?clientToken=" + UUID.randomUUID(),
                "{\"name\":\"load\",\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}");
        Matcher found = BLB_ID.matcher(made);
        if (!found.find()) {
            return;
        }
        String path = "/v1/blb/" + found.group(1);
        api(
                endpoint,
                account,
                "POST",
                path + "/TCPlistener?clientToken=" + UUID.randomUUID(),
                "{\"listenerPort\":80,\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}");
        api(
                endpoint,
                account,
                "POST",
                path + "/backendserver?clientToken=" + UUID.randomUUID(),
                "{\"backendServerList\":[{\"instanceId\":\"i-emul0001\",\"weight\":50}]}");
        api(endpoint, account, "GET", path, "");
        api(endpoint, account, "GET", "/v1/blb?maxKeys=1000", "");
        api(endpoint, account, "DELETE", path + "?clientToken=" + UUID.randomUUID(), "");
    }

    private void health(String endpoint) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        control(endpoint, "GET", "/_blb/health", "");
        slowestHealthNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
        TimeUnit.MILLISECONDS.sleep(50);
    }

    private void control(String endpoint, String method, String target, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(endpoint, method, target, body);
        send(body.isEmpty() ? request : request.header("Content-Type", "application/yaml"), target);
    }

    private String api(String endpoint, String account, String method, String target, String body)
            throws IOException, InterruptedException {
        URI uri = URI.create(endpoint + target);
        String authorization = Signer.sign(
                        method,
                        uri,
                        Map.of("host", uri.getAuthority()),
                        Set.of("host"),
                        new Credentials(account, Emulator.SECRET_KEY),
                        Instant.now(),
                        Duration.ofMinutes(30))
                .authorization();
        return send(
                        request(endpoint, method, target, body)
                                .header("Content-Type", "application/json")
                                .header("Authorization", authorization),
                        target)
                .body();
    }

    private static HttpRequest.Builder request(String endpoint, String method, String target, String body) {
        return HttpRequest.newBuilder(URI.create(endpoint + target))
                .timeout(Duration.ofMinutes(1))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String target)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        String path = target.replaceAll("\\?.*|lb-\\w+|[0-9a-f]{8}-[-0-9a-f]+", "");
        answers.computeIfAbsent(
                        answer.request().method() + " " + path + " " + answer.statusCode(), any -> new LongAdder())
                .increment();
        return answer;
    }
}
