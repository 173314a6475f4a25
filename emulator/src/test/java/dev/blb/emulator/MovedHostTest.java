package dev.blb.emulator;

import static dev.blb.emulator.Until.until;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose address changes while an emulator runs in a process of its own. */
class MovedHostTest {
    @Test
    void aProbeFindsItsNewAddress(@TempDir Path folder) throws IOException {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "127.0.0.1 localhost\n127.0.0.2 moved.test\n");
        // Without the emulator's own limit this Java would remember addresses for good.
        List<String> options = List.of("-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.ttl=-1");
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.3"));
                EmulatorProcess process = new EmulatorProcess(options, List.of())) {
            Api api = Api.of(process.endpoint());
            String blbId = api.create();
            api.put("/_blb/machines/i-moved", "{\"address\":\"moved.test:" + server.getLocalPort() + "\"}")
                    .ok();
            api.post("/v1/blb/" + blbId + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-moved\"}]}")
                    .ok();
            api.post(
                            "/v1/blb/" + blbId + "/TCPlistener",
                            "{\"listenerPort\":80,\"backendPort\":8080,\"scheduler\":\"RoundRobin\","
                                    + "\"healthCheckInterval\":1,\"healthyThreshold\":2}")
                    .ok();
            until(() -> health(api, blbId).contains("connection refused"));
            Files.writeString(hosts, "127.0.0.1 localhost\n127.0.0.3 moved.test\n");
            until(() -> health(api, blbId).contains("\"status\":\"Alive\""));
        }
    }

    private static String health(Api api, String blbId) {
        return api.get("/_blb/loadbalancers/" + blbId + "/health").ok().body();
    }
}
