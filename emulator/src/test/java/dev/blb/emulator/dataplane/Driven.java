package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.Api.Answer;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Main;
import dev.blb.emulator.traffic.Plans;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An emulator whose data plane is on, driven by its API alone, and a load balancer of it. */
final class Driven implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 180_000;
    private static final AtomicInteger MACHINES = new AtomicInteger();

    final BlbEmulator emulator;
    final Api api;

    Driven(String... flags) {
        emulator = Main.start(Stream.concat(Stream.of("--auth", "parse", "--data-plane", "on"), Stream.of(flags))
                .toArray(String[]::new));
        api = Api.of(emulator);
    }

    /** A machine that is registered at a server's address and Alive by hand; its id. */
    String machine(TestServer server) {
        return machine(server.address());
    }

    String machine(InetSocketAddress address) {
        String id = unprobedMachine(address);
        health(id, "Alive");
        return id;
    }

    /** The same whose health is up to probes. */
    String unprobedMachine(InetSocketAddress address) {
        String id = "i-real" + MACHINES.incrementAndGet();
        api.put("/_blb/machines/" + id, "{\"address\":\"" + address.getHostString() + ":" + address.getPort() + "\"}")
                .ok();
        return id;
    }

    void health(String machine, String status) {
        api.put("/_blb/backends/" + machine + "/health", "{\"status\":\"" + status + "\"}")
                .ok();
    }

    void attach(String blbId, String machine, int weight) {
        api.post(
                        "/v1/blb/" + blbId + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\",\"weight\":" + weight + "}]}")
                .ok();
    }

    /** Creates a listener with these further members. */
    Answer listen(String blbId, String protocol, int port, String... members) {
        String more = members.length == 0 ? "" : "," + String.join(",", members);
        return api.post(
                        "/v1/blb/" + blbId + "/" + protocol + "listener",
                        "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"" + more + "}")
                .ok();
    }

    /** A load balancer with an HTTP listener on port 80 and these servers, by weight. */
    String http(TestServer first, int firstWeight, TestServer second, int secondWeight) {
        String blbId = api.create();
        attach(blbId, machine(first), firstWeight);
        attach(blbId, machine(second), secondWeight);
        Answer created = listen(blbId, "HTTP", 80);
        assertThat(created.headers().firstValue("x-blb-emulator-warning")).isEmpty();
        return blbId;
    }

    Answer delete(String blbId, int port) {
        return api.put("/v1/blb/" + blbId + "/listener?batchdelete", "{\"portList\":[" + port + "]}")
                .ok();
    }

    String address(String blbId) {
        return api.get("/v1/blb/" + blbId).ok().text("/address");
    }

    /** The line of a listener, once there is one: a busy machine answers calls before the data plane has followed them. */
    JsonNode endpoint(String blbId, int port) {
        return endpoint(blbId, port, line -> true);
    }

    /** The line of a listener, once there is one like this. */
    private JsonNode endpoint(String blbId, int port, Predicate<JsonNode> wanted) {
        AtomicReference<JsonNode> found = new AtomicReference<>();
        until(() -> {
            for (JsonNode line :
                    api.get("/_blb/endpoints?blbId=" + blbId).ok().json().path("endpoints")) {
                if (line.path("listenerPort").intValue() == port && wanted.test(line)) {
                    found.set(line);
                }
            }
            return found.get() != null;
        });
        return found.get();
    }

    String state(String blbId, int port) {
        return endpoint(blbId, port).path("state").asText();
    }

    /** Where a listener really is, once it is there. */
    InetSocketAddress real(String blbId, int port) {
        String real = endpoint(blbId, port, line -> line.hasNonNull("real"))
                .path("real")
                .asText();
        int colon = real.lastIndexOf(':');
        return new InetSocketAddress(
                Plans.address(real.substring(0, colon)), Integer.parseInt(real.substring(colon + 1)));
    }

    Socket connect(String address, int port) throws IOException {
        return connect(new InetSocketAddress(Plans.address(address), port));
    }

    static Socket connect(InetSocketAddress to) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(to, TIMEOUT_MILLIS);
        return socket;
    }

    /** Whether a connection is refused. */
    static boolean refuses(String address, int port) throws IOException {
        try (Socket socket = connect(new InetSocketAddress(Plans.address(address), port))) {
            assertThat(socket.isConnected()).isTrue();
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    /** The same where no connection can fail otherwise. */
    static boolean isRefused(String address, int port) {
        try {
            return refuses(address, port);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The bodies of this many requests over connections of their own. */
    List<String> bodies(InetSocketAddress listener, int requests) {
        return Stream.generate(() -> body(listener)).limit(requests).toList();
    }

    private static String body(InetSocketAddress listener) {
        try (Client client = new Client(connect(listener))) {
            return client.get("/").body();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void advance(String duration) {
        api.post("/_blb/clock", "{\"advance\":\"" + duration + "\"}").ok();
    }

    void freeze() {
        api.post("/_blb/clock", "{\"freeze\":true}").ok();
    }

    @Override
    public void close() {
        emulator.close();
    }
}
