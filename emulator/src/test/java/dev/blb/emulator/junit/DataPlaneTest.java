package dev.blb.emulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** The data plane of a shared server and of a private one, as a test sees it. */
@BlbTest(dataPlane = true)
@Isolated("calls go on with a warning after 2 s, which a busy machine may take for the first listener")
@Execution(ExecutionMode.SAME_THREAD)
class DataPlaneTest {
    @Test
    void aListenerOfTheSharedServerForwards(BlbWorld world) throws IOException {
        forwards(world);
    }

    @Test
    @BlbTest(dataPlane = true, ownServer = true)
    void aListenerOfAPrivateServerForwards(BlbWorld world) throws IOException {
        forwards(world);
    }

    private static void forwards(BlbWorld world) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        try {
            SignedApi blb = new SignedApi(world.endpoint(), world.credentials());
            String blbId = blb.create();
            String path = "/v1/blb/" + blbId;
            blb.send(
                    "POST",
                    path + "/HTTPlistener",
                    "{\"listenerPort\":80,\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}");
            // Without an eligible server an HTTP listener listens, and says why it cannot forward.
            blb.send(
                    "POST",
                    path + "/TCPlistener",
                    "{\"listenerPort\":81,\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}");
            assertThatThrownBy(() -> world.endpoint(blbId, 81))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is refusing: no server is attached");
            assertThatThrownBy(() -> world.endpoint(blbId, 82))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has no listener on port 82");
            world.machine("i-web1", "127.0.0.1:" + server.getAddress().getPort());
            world.health("i-web1", "Alive");
            blb.send(
                    "POST",
                    path + "/backendserver",
                    "{\"backendServerList\":[{\"instanceId\":\"i-web1\",\"weight\":50}]}");

            InetSocketAddress listener = world.endpoint(blbId, 80);
            URI uri = URI.create("http://" + listener.getHostString() + ":" + listener.getPort() + "/");
            try (InputStream answer = uri.toURL().openConnection(Proxy.NO_PROXY).getInputStream()) {
                assertThat(new String(answer.readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo("hello");
            }
            assertThat(world.endpoint(blbId, 81).getPort()).isEqualTo(81);
        } finally {
            server.stop(0);
        }
    }

    @Test
    @BlbTest(ownServer = true)
    void withoutItNoListenerListens(BlbWorld world) {
        SignedApi blb = new SignedApi(world.endpoint(), world.credentials());
        String blbId = blb.create();
        blb.send(
                "POST",
                "/v1/blb/" + blbId + "/TCPlistener",
                "{\"listenerPort\":80,\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}");
        assertThatThrownBy(() -> world.endpoint(blbId, 80))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is off")
                .hasMessageContaining("--data-plane on");
    }
}
