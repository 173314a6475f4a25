package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.emulator.EmulatorProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that ask for the longest answers at one time do not end a process that has the heap of the image. */
class LongAnswersTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<String> IMAGE =
            List.of("-Xmx96m", "-Xmn10m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    private static final String ACCOUNT = "emulator-long";
    private static final String VPC = "vpc-emulator0001";
    private static final String SUBNET = "sbn-emulator0001";
    private static final int CLIENTS = 12;
    private static final int SERVERS = 50;
    private static final int FURTHER = 1_000;
    private static final String SCRIPT = "up 11111ms, down 22222ms, ".repeat(49) + "up 33333ms, down 44444ms, repeat";

    @Test
    void theyAreMadeFewAtATime(@TempDir Path folder) throws Exception {
        Path seed = folder.resolve("seed.json");
        new ObjectMapper().writeValue(seed.toFile(), world());
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (EmulatorProcess emulator = new EmulatorProcess(IMAGE, List.of("--seed", seed.toString()))) {
            assertThat(emulator.endpoint().toString())
                    .as("%s", emulator.output())
                    .startsWith("http:");
            for (String path : List.of(
                    "/_blb/loadbalancers/lb-long/health", "/_blb/ui/loadbalancers/lb-long", "/v1/blb?maxKeys=1000")) {
                Callable<Integer> call = () -> status(emulator.endpoint().resolve(path));
                assertThat(atOnce(clients, call)).as(path).contains(200).isSubsetOf(200, 503);
                assertThat(call.call()).as(path).isEqualTo(200);
            }
            assertThat(status(emulator.endpoint().resolve("/_blb/health"))).isEqualTo(200);
        } finally {
            clients.shutdownNow();
        }
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "bce-auth-v1/" + ACCOUNT + "/2026-01-01T00:00:00Z/1800/host/" + "0".repeat(64))
                .build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static List<Integer> atOnce(ExecutorService clients, Callable<Integer> call) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> each : clients.invokeAll(
                IntStream.range(0, CLIENTS).mapToObj(i -> call).toList())) {
            statuses.add(each.get());
        }
        return statuses;
    }

    /** One load balancer with as many listeners and servers as the default quotas allow, and a page of long others. */
    private static Map<String, Object> world() {
        String text = "漢".repeat(150);
        List<Map<String, Object>> tags = IntStream.range(0, 10)
                .mapToObj(i -> Map.<String, Object>of("tagKey", "k".repeat(60) + i, "tagValue", "漢".repeat(60) + i))
                .toList();
        Stream<Map<String, Object>> others = IntStream.range(0, FURTHER)
                .mapToObj(i -> Map.of(
                        "account",
                        ACCOUNT,
                        "blbId",
                        "lb-other" + i,
                        "vpcId",
                        VPC,
                        "subnetId",
                        SUBNET,
                        "desc",
                        text,
                        "tags",
                        tags));
        Map<String, Object> longest = Map.of(
                "account",
                ACCOUNT,
                "blbId",
                "lb-long",
                "vpcId",
                VPC,
                "subnetId",
                SUBNET,
                "listeners",
                IntStream.rangeClosed(1, SERVERS)
                        .mapToObj(port -> Map.of(
                                "listenerType",
                                "TCP",
                                "listenerPort",
                                port,
                                "backendPort",
                                8080,
                                "scheduler",
                                "RoundRobin"))
                        .toList(),
                "backendServerList",
                IntStream.range(0, SERVERS)
                        .mapToObj(i -> Map.of("instanceId", "i-long" + i))
                        .toList());
        return Map.of(
                "accounts",
                List.of(Map.of("account", ACCOUNT, "quotaLoadBalancers", 2 * FURTHER)),
                "loadBalancers",
                Stream.concat(Stream.of(longest), others).toList(),
                "health",
                IntStream.range(0, SERVERS)
                        .mapToObj(i -> Map.of("instanceId", "i-long" + i, "script", SCRIPT))
                        .toList());
    }
}
