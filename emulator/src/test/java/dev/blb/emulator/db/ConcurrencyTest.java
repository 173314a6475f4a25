package dev.blb.emulator.db;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_BACKENDS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LISTENERS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What parallel writers leave behind satisfies every invariant, and nobody gets a 500. */
@TestInstance(Lifecycle.PER_CLASS)
class ConcurrencyTest {
    private static final int THREADS = 32;
    private static final String PLAIN = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}";

    private final BlbEmulator emulator = TestEmulator.start(Settings.DEFAULTS
            .with(PORT, 0)
            .with(AUTH, AuthMode.PARSE)
            .with(QUOTA_LOAD_BALANCERS, 40)
            .with(QUOTA_LISTENERS, 50)
            .with(QUOTA_BACKENDS, 50));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static List<Api.Answer> together(IntFunction<Api.Answer> request) {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Api.Answer>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int index = i;
                Callable<Api.Answer> call = () -> {
                    start.await(60, TimeUnit.SECONDS);
                    return request.apply(index);
                };
                futures.add(pool.submit(call));
            }
            start.countDown();
            List<Api.Answer> answers = new ArrayList<>();
            for (Future<Api.Answer> future : futures) {
                answers.add(future.get(60, TimeUnit.SECONDS));
            }
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.body()).isLessThan(500));
            return answers;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static long succeeded(List<Api.Answer> answers) {
        return answers.stream().filter(answer -> answer.status() == 200).count();
    }

    @Test
    void oneOfManyGetsThePort() {
        Api api = Api.of(emulator);
        String path = "/v1/blb/" + api.create();
        List<Api.Answer> answers = together(i -> api.post(path + "/TCPlistener", Api.tcp(80)));

        assertThat(succeeded(answers)).isEqualTo(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allSatisfy(answer -> answer.refused(400, "ListenerAlreadyExist"));
        assertThat(api.get(path + "/listener").json().path("listenerList")).hasSize(1);
    }

    @Test
    void oneTokenHasOneEffectAndEqualAnswers() {
        Api api = Api.of(emulator);
        List<Api.Answer> answers = together(i -> api.post("/v1/blb?clientToken=once", PLAIN));

        assertThat(succeeded(answers)).isEqualTo(THREADS);
        assertThat(answers.stream().map(Api.Answer::body).distinct()).hasSize(1);
        assertThat(api.get("/v1/blb").json().path("blbList")).hasSize(1);
    }

    @Test
    void theQuotaHoldsAndEveryInstanceHasItsOwnAddressAndOrdinal() {
        Api api = Api.of(emulator);
        List<Api.Answer> answers = new ArrayList<>(together(i -> api.post("/v1/blb", PLAIN)));
        answers.addAll(together(i -> api.post("/v1/blb", PLAIN)));

        assertThat(succeeded(answers)).isEqualTo(40);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allSatisfy(answer -> answer.refused(413, "QuotaExceeded"));
        Set<String> addresses = new HashSet<>();
        api.get("/v1/blb")
                .json()
                .path("blbList")
                .forEach(each -> addresses.add(each.path("address").asText()));
        assertThat(addresses).hasSize(40);

        // Whatever is released may be made again: the count is what is there.
        List<String> ids = ids(api);
        together(i -> api.delete("/v1/blb/" + ids.get(i % 20)));
        assertThat(api.get("/v1/blb").json().path("blbList")).hasSize(20);
        assertThat(succeeded(together(i -> api.post("/v1/blb", PLAIN)))).isEqualTo(20);
    }

    @Test
    void createsThatRemoveWhatIsGoneDoNotBlockEachOther() {
        Api api = Api.of(emulator);
        api.put(
                        "/_blb/async?account=" + api.account(),
                        "{\"operations\":{\"ReleaseBlb\":{\"settle\":\"1 reads\",\"detail\":\"0\",\"list\":\"1 reads\"}}}")
                .ok();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            ids.add(api.create());
        }
        together(i -> api.delete("/v1/blb/" + ids.get(i)));
        assertThat(api.get("/v1/blb").ok().json().path("blbList")).hasSize(THREADS);
        together(i -> api.get(i % 2 == 0 ? "/v1/blb" : "/v1/blb?blbId=" + ids.get(i)));
        assertThat(api.get("/v1/blb").ok().json().path("blbList")).isEmpty();
        assertThat(succeeded(together(i -> api.post("/v1/blb", PLAIN))))
                .as("all are counted as gone")
                .isEqualTo(THREADS);
    }

    /** All that creates, changes, looks at and removes instances, at random, where what was released waits for looks. */
    @Test
    void mixedTrafficLeavesTheCountThatIsThere() {
        Api api = Api.of(emulator);
        api.put(
                        "/_blb/async?account=" + api.account(),
                        "{\"operations\":{\"CreateBlb\":{\"settle\":\"1 reads\"},"
                                + "\"ReleaseBlb\":{\"settle\":\"1 reads\",\"detail\":\"0\",\"list\":\"1 reads\"}}}")
                .ok();
        for (int round = 0; round < 25; round++) {
            List<String> ids = ids(api);
            int base = round;
            together(i -> {
                Random random = new Random(base * 1000L + i);
                String id = ids.isEmpty() ? "lb-none" : ids.get(random.nextInt(ids.size()));
                String path = "/v1/blb/" + id;
                return switch (random.nextInt(12)) {
                    case 0, 1, 2 -> api.post("/v1/blb", instance("172.16.0." + (4 + random.nextInt(50))));
                    case 3 -> api.post("/v1/blb?clientToken=t-" + base + random.nextInt(3), PLAIN);
                    case 4, 5 -> api.delete(path);
                    case 6 -> api.get("/v1/blb?maxKeys=" + (1 + random.nextInt(20)));
                    case 7 -> api.get("/v1/blb?blbId=" + id);
                    case 8 -> api.post("/_blb/loadbalancers/" + id + "/settle", "");
                    case 9 -> api.post(path + "/TCPlistener", Api.tcp(1 + random.nextInt(5)));
                    case 10 -> api.put(path, "{\"name\":\"n" + i + "\"}");
                    default -> api.get(path);
                };
            });
        }
        int left = 0;
        for (int reads = 0; reads < 4; reads++) {
            left = ids(api).size();
        }
        assertThat(left).isPositive();
        int created = 0;
        while (api.post("/v1/blb", PLAIN).status() == 200) {
            created++;
        }
        assertThat(left + created).as("%d were left", left).isEqualTo(40);
    }

    private static List<String> ids(Api api) {
        return api.get("/v1/blb").ok().json().findValuesAsText("blbId");
    }

    private static String instance(String address) {
        return PLAIN.replace("}", ",\"address\":\"" + address + "\"}");
    }

    @Test
    void serversComeAndGoOnOneInstance() {
        Api api = Api.of(emulator);
        String path = "/v1/blb/" + api.create();
        for (int round = 0; round < 3; round++) {
            together(i -> switch (i % 4) {
                case 0 ->
                    api.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-" + i % 8 + "\"}]}");
                case 1 -> api.put(path + "/backendserver", "{\"backendServerList\":[\"i-" + i % 8 + "\"]}");
                case 2 ->
                    api.put(
                            path + "/backendserver?update",
                            "{\"backendServerList\":[{\"instanceId\":\"i-" + i % 8 + "\",\"weight\":" + i + "}]}");
                default -> api.get(path + "/backendserver");
            });
        }
        List<String> ids = new ArrayList<>();
        api.get(path + "/backendserver")
                .ok()
                .json()
                .path("backendServerList")
                .forEach(each -> ids.add(each.path("instanceId").asText()));
        assertThat(ids).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void listenersAreBoundedUnderParallelCreation() {
        Api api = Api.of(emulator);
        String path = "/v1/blb/" + api.create();
        List<Api.Answer> answers = new ArrayList<>(together(i -> api.post(path + "/TCPlistener", Api.tcp(i + 1))));
        answers.addAll(together(i -> api.post(path + "/TCPlistener", Api.tcp(i + 100))));
        assertThat(succeeded(answers)).isEqualTo(50);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allSatisfy(answer -> answer.refused(413, "ListenerExceeded"));
        assertThat(api.get(path + "/listener").json().path("listenerList")).hasSize(50);
    }

    @Test
    void releaseAndWritesDoNotTripOverEachOther() {
        Api api = Api.of(emulator);
        for (int round = 0; round < 5; round++) {
            String path = "/v1/blb/" + api.create();
            together(i -> switch (i % 5) {
                case 0 -> api.delete(path);
                case 1 -> api.post(path + "/TCPlistener", Api.tcp(i + 1));
                case 2 -> api.get(path);
                case 3 -> api.post("/_blb/reset?account=" + api.account() + "-other", "");
                default ->
                    api.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-" + i + "\"}]}");
            });
            api.get(path).refused(404, "InstanceNotFound");
        }
        assertThat(api.get("/v1/blb").json().path("blbList")).isEmpty();
    }
}
