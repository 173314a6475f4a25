package dev.blb.emulator.db.h2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.EmulatorProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while many write loses nothing that it acknowledged, and its directory opens again. Rounds by
 * {@code -Dblb.kill.rounds=50}; each goes on with what the round before left.
 */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("blb.kill.rounds", 1);
    private static final int WRITERS = 8;
    private static final int WRITES_BEFORE_THE_KILL = 5;
    private static final int KILLED_WITHIN_MILLIS = 1000;

    @TempDir
    private Path directory;

    /** An instance: its name, its listeners' ports with their backend ports, its servers with their weights. */
    private record Instance(String name, Map<String, Integer> listeners, Map<String, Integer> servers) {
        Instance named(String other) {
            return new Instance(other, listeners, servers);
        }

        Instance listening(String port, int backendPort) {
            return new Instance(name, with(listeners, port, backendPort), servers);
        }

        Instance serving(String server, int weight) {
            return new Instance(name, listeners, with(servers, server, weight));
        }

        /** A map with another value, or without the key for a negative one. */
        private static Map<String, Integer> with(Map<String, Integer> map, String key, int value) {
            Map<String, Integer> changed = new TreeMap<>(map);
            if (value < 0) {
                changed.remove(key);
            } else {
                changed.put(key, value);
            }
            return changed;
        }
    }

    /**
     * A client with an account of its own. It knows what was acknowledged, and what the account looks like if the write
     * whose answer never came was carried out.
     */
    private static final class Writer {
        private final String account;
        private final Random random;
        private Map<String, Instance> acknowledged = new TreeMap<>();
        private Map<String, Instance> attempted = acknowledged;
        private int count;

        Writer(int number, long seed) {
            account = "emulator-writer-" + number;
            random = new Random(seed);
        }

        /** Writes until the process dies; returns how many writes were acknowledged. */
        int write(Api api, CountDownLatch warm) {
            count = 0;
            try {
                for (; ; ) {
                    step(api);
                    count++;
                    if (count == WRITES_BEFORE_THE_KILL) {
                        warm.countDown();
                    }
                }
            } catch (AssertionError failure) {
                if (failure.getCause() instanceof IOException) {
                    return count;
                }
                throw failure;
            }
        }

        private void step(Api api) {
            int kind = random.nextInt(10);
            if (acknowledged.size() < (kind == 0 ? 8 : 3)) {
                Instance created = new Instance(name(), Map.of(), Map.of());
                // Its id is known when it is acknowledged.
                attempt("?", created);
                String id = api.create("\"name\":\"" + created.name + "\"");
                attempt(id, created);
                acknowledged = attempted;
                return;
            }
            Map.Entry<String, Instance> chosen =
                    List.copyOf(acknowledged.entrySet()).get(random.nextInt(acknowledged.size()));
            String id = chosen.getKey();
            Instance instance = chosen.getValue();
            String path = "/v1/blb/" + id;
            if (kind == 1 && acknowledged.size() > 5) {
                attempted = new TreeMap<>(acknowledged);
                attempted.remove(id);
                api.delete(path).ok();
            } else if (kind < 4) {
                String name = name();
                attempt(id, instance.named(name));
                api.put(path, "{\"name\":\"" + name + "\"}").ok();
            } else if (kind < 7) {
                String port = String.valueOf(1 + random.nextInt(40));
                boolean there = instance.listeners.containsKey(port);
                attempt(id, instance.listening(port, there ? -1 : 8080));
                (there
                                ? api.put(path + "/listener?batchdelete=", "{\"portList\":[" + port + "]}")
                                : api.post(path + "/TCPlistener", Api.tcp(Integer.parseInt(port))))
                        .ok();
            } else {
                String server = "i-" + random.nextInt(20);
                boolean there = instance.servers.containsKey(server);
                int weight = there && kind == 7 ? -1 : random.nextInt(101);
                String list = "{\"backendServerList\":[{\"instanceId\":\"" + server + "\",\"weight\":" + weight + "}]}";
                attempt(id, instance.serving(server, weight));
                (weight < 0
                                ? api.put(path + "/backendserver", "{\"backendServerList\":[\"" + server + "\"]}")
                                : there
                                        ? api.put(path + "/backendserver?update=", list)
                                        : api.post(path + "/backendserver", list))
                        .ok();
            }
            acknowledged = attempted;
        }

        private String name() {
            return "n" + random.nextInt(1_000_000_000);
        }

        private void attempt(String id, Instance instance) {
            attempted = new TreeMap<>(acknowledged);
            attempted.put(id, instance);
        }

        /** Compares what is there with what was acknowledged, with and without the unanswered write. */
        void check(Api api) {
            Map<String, Instance> there = read(api);
            Instance created = attempted.get("?");
            if (created != null) {
                there.keySet().stream()
                        .filter(id -> !acknowledged.containsKey(id))
                        .findFirst()
                        .ifPresent(id -> attempt(id, created));
            }
            assertThat(there)
                    .as("%s after %d writes: this, or what is expected below", account, count)
                    .isIn(acknowledged, attempted);
            acknowledged = there;
            attempted = there;
        }

        private static Map<String, Instance> read(Api api) {
            Map<String, Instance> found = new TreeMap<>();
            for (JsonNode each : api.get("/v1/blb").ok().json().path("blbList")) {
                String path = "/v1/blb/" + each.path("blbId").asText();
                found.put(
                        each.path("blbId").asText(),
                        new Instance(
                                each.path("name").asText(),
                                read(api, path + "/listener", "listenerList", "listenerPort", "backendPort"),
                                read(api, path + "/backendserver", "backendServerList", "instanceId", "weight")));
            }
            return found;
        }

        private static Map<String, Integer> read(Api api, String path, String list, String key, String value) {
            Map<String, Integer> found = new TreeMap<>();
            api.get(path)
                    .ok()
                    .json()
                    .path(list)
                    .forEach(each ->
                            found.put(each.path(key).asText(), each.path(value).asInt()));
            return found;
        }
    }

    @Test
    @Timeout(3600)
    void nothingAcknowledgedIsLost() throws Exception {
        long seed = Long.getLong("blb.kill.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(i, random.nextLong()));
        }
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        int acknowledged = 0;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                try (EmulatorProcess emulator = start(writers)) {
                    CountDownLatch warm = new CountDownLatch(WRITERS);
                    List<Future<Integer>> counts = new ArrayList<>();
                    for (Writer writer : writers) {
                        Api api = Api.of(emulator.endpoint()).as(writer.account);
                        counts.add(pool.submit(() -> writer.write(api, warm)));
                    }
                    assertThat(warm.await(10, TimeUnit.MINUTES)).isTrue();
                    // Any moment may be the one: the waiting is the test.
                    new CountDownLatch(1).await(random.nextInt(KILLED_WITHIN_MILLIS), TimeUnit.MILLISECONDS);
                    emulator.kill();
                    for (Future<Integer> count : counts) {
                        acknowledged += count.get(10, TimeUnit.MINUTES);
                    }
                }
            }
            start(writers).close();
        } finally {
            pool.shutdownNow();
        }
        System.out.printf(
                "killed %d times (-Dblb.kill.seed=%d): all of %d acknowledged writes were there%n",
                ROUNDS, seed, acknowledged);
    }

    private EmulatorProcess start(List<Writer> writers) throws IOException {
        EmulatorProcess emulator = new EmulatorProcess(directory);
        for (Writer writer : writers) {
            writer.check(Api.of(emulator.endpoint()).as(writer.account));
        }
        return emulator;
    }
}
