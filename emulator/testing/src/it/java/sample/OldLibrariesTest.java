package sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.PackageVersion;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.BlbTest;
import dev.blb.emulator.junit.BlbWorld;
import dev.blb.emulator.junit.SignedApi;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A project that has old versions of libraries that the emulator has too: both work, and neither sees the other's. */
@BlbTest(quotaLoadBalancers = 1)
class OldLibrariesTest {
    @BeforeEach
    void theEmulatorWorks(URI endpoint, BlbCredentials credentials) {
        SignedApi blb = new SignedApi(endpoint, credentials);
        String blbId = blb.create();
        assertTrue(blb.send(
                        "POST",
                        "/v1/blb/" + blbId + "/HTTPlistener",
                        "{\"listenerPort\":80,\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}")
                .isEmpty());
        assertEquals(1, blb.list().size());
    }

    @Test
    void oldJackson() throws Exception {
        assertEquals("2.9.10", PackageVersion.VERSION.toString());
        assertEquals("{\"port\":80}", new ObjectMapper().writeValueAsString(Map.of("port", 80)));
    }

    @Test
    void oldJetty() throws Exception {
        assertTrue(Server.getVersion().startsWith("9.4."), Server.getVersion());
        Server server = new Server(0);
        server.setHandler(new AbstractHandler() {
            @Override
            public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
                    throws IOException {
                response.getWriter().print("old");
                base.setHandled(true);
            }
        });
        server.start();
        try {
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            try (InputStream in =
                    URI.create("http://127.0.0.1:" + port + "/").toURL().openStream()) {
                assertEquals("old", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void oldH2() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:old");
                ResultSet answer = connection.createStatement().executeQuery("SELECT H2VERSION()")) {
            assertTrue(answer.next());
            assertEquals("1.4.200", answer.getString(1));
        }
    }

    @Test
    void nothingOfTheEmulatorIsSeen(BlbWorld world) {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("dev.blb.emulator.BlbEmulator"));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("io.javalin.Javalin"));
    }
}
