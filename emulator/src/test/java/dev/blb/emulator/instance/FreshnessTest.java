package dev.blb.emulator.instance;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the detail call keeps in memory is never older than an answered write, and never newer than a commit. */
@TestInstance(Lifecycle.PER_CLASS)
class FreshnessTest {
    private static final int WRITES = 150;
    private static final int READERS = 4;

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static int number(Api.Answer detail) {
        return Integer.parseInt(detail.ok().text("/name").substring(1));
    }

    @Test
    void everyReadIsAtLeastAsNewAsWhatWasAnsweredBefore()
            throws InterruptedException, ExecutionException, TimeoutException {
        Api api = Api.of(emulator);
        List<String> paths = IntStream.range(0, 3)
                .mapToObj(i -> "/v1/blb/" + api.create("\"name\":\"n0\""))
                .toList();
        List<AtomicInteger> answered =
                paths.stream().map(path -> new AtomicInteger()).toList();
        AtomicInteger writing = new AtomicInteger(paths.size());
        ExecutorService threads = Executors.newFixedThreadPool(paths.size() + READERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int instance = 0; instance < paths.size(); instance++) {
                String path = paths.get(instance);
                AtomicInteger last = answered.get(instance);
                running.add(threads.submit(() -> {
                    for (int i = 1; i <= WRITES; i++) {
                        api.put(path, "{\"name\":\"n" + i + "\"}").ok();
                        last.set(i);
                        assertThat(number(api.get(path))).isEqualTo(i);
                    }
                    writing.decrementAndGet();
                }));
            }
            for (int reader = 0; reader < READERS; reader++) {
                running.add(threads.submit(() -> {
                    int[] seen = new int[paths.size()];
                    for (int i = 0; writing.get() > 0 || i % paths.size() != 0; i++) {
                        int instance = i % paths.size();
                        int before = Math.max(answered.get(instance).get(), seen[instance]);
                        // Each reader looks at both places, so that none of them may go back behind the other.
                        int listed = Integer.parseInt(api.get("/v1/blb")
                                .ok()
                                .text("/blbList/" + instance + "/name")
                                .substring(1));
                        assertThat(listed).isGreaterThanOrEqualTo(before);
                        seen[instance] = number(api.get(paths.get(instance)));
                        assertThat(seen[instance]).isGreaterThanOrEqualTo(listed);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get(9, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void everyKindOfWriteShowsAtOnce() {
        Api api = Api.of(emulator);
        String blbId = api.create("\"name\":\"first\"");
        String path = "/v1/blb/" + blbId;
        assertThat(api.get(path).ok().json().path("listener")).isEmpty();
        api.createTcp(blbId, 80);
        assertThat(api.get(path).text("/listener/0/port")).isEqualTo("80");
        api.put(path + "/TCPlistener?listenerPort=80", "{\"description\":\"web\"}")
                .ok();
        assertThat(api.get(path).text("/listener/0/description")).isEqualTo("web");
        api.put(path + "/listener?batchdelete", "{\"portList\":[80]}").ok();
        assertThat(api.get(path).json().path("listener")).isEmpty();
        api.put("/v1/blb/acl/" + blbId, "{\"supportAcl\":true}").ok();
        assertThat(api.get(path).json().path("supportAcl").asBoolean()).isTrue();
        api.put("/_blb/loadbalancers/" + blbId + "/status", "{\"status\":\"paused\"}")
                .ok();
        assertThat(api.get(path).text("/status")).isEqualTo("paused");
        api.delete(path).ok();
        api.get(path).refused(404, "InstanceNotFound");
    }

    @Test
    void aWriteThatIsRolledBackIsSeenByNobody() {
        Api api = Api.of(emulator);
        api.put("/_blb/accounts/" + api.account() + "/settings", "{\"quotaListeners\":1}")
                .ok();
        String blbId = api.create("\"name\":\"first\"");
        String path = "/v1/blb/" + blbId;
        api.createTcp(blbId, 80);
        JsonNode before = api.get(path).ok().json().path("listener");
        assertThat(before).hasSize(1);
        // Stored, then counted, then rolled back: the quota decides last.
        api.post(path + "/TCPlistener", Api.tcp(81)).refused(413, "ListenerExceeded");
        assertThat(api.get(path).ok().json().path("listener")).isEqualTo(before);

        api.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}")
                .ok();
        // The first server is attached before the second is refused.
        api.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-2\"},{\"instanceId\":\"i-1\"}]}")
                .refused(400, "BackendServerAlreadyExist");
        assertThat(api.get(path + "/backendserver").json().findValuesAsText("instanceId"))
                .containsExactly("i-1");
    }

    @Test
    void othersDoNotSeeItAndAResetForgetsIt() {
        Api api = Api.of(emulator);
        String path = "/v1/blb/" + api.create();
        api.get(path).ok();
        Api.of(emulator).get(path).refused(404, "InstanceNotFound");
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        api.get(path).refused(404, "InstanceNotFound");
    }
}
