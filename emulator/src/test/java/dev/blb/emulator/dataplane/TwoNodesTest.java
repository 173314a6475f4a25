package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.db.PostgresServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Two nodes on one database, each with a data plane: both follow the writes of each other. */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
class TwoNodesTest {
    private static Driven node(DatabaseAddress address) {
        return new Driven("--database", address.url(), "--database-user", "blb");
    }

    /** The endpoint of a load balancer with one listener; missing where there is none. */
    private static JsonNode endpoint(Api api, String blbId) {
        return api.get("/_blb/endpoints?blbId=" + blbId).ok().json().at("/endpoints/0");
    }

    @Test
    void aNodeListensInPlaceOfAnotherThatHasEnded() throws IOException {
        DatabaseAddress address = PostgresServer.shared().emptyAddress();
        try (TestServer one = HttpServer.saying("one");
                TestServer two = HttpServer.saying("two");
                Driven first = node(address)) {
            String blbId = first.api.create();
            String before = first.machine(one);
            first.attach(blbId, before, 50);
            first.listen(blbId, "HTTP", 80);
            until(() -> first.state(blbId, 80).equals("listening"));
            InetSocketAddress listener = first.real(blbId, 80);
            assertThat(first.bodies(listener, 1)).containsExactly("one");
            try (Driven other = node(address)) {
                Api api = other.api.as(first.api.account());
                // Both are on one machine, which has each address once.
                until(() -> endpoint(api, blbId).path("state").asText().equals("conflict"));

                // A write on the other node changes where the listening node forwards to.
                String servers = "/v1/blb/" + blbId + "/backendserver";
                String after = first.machine(two);
                api.post(servers, "{\"backendServerList\":[{\"instanceId\":\"" + after + "\",\"weight\":50}]}")
                        .ok();
                api.put(servers, "{\"backendServerList\":[\"" + before + "\"]}").ok();
                until(() -> first.bodies(listener, 2).equals(List.of("two", "two")));

                first.emulator.close();
                until(() -> endpoint(api, blbId).path("state").asText().equals("listening"));
                assertThat(other.bodies(listener, 1)).containsExactly("two");
                api.delete("/v1/blb/" + blbId).ok();
                until(() -> Driven.isRefused(listener.getAddress().getHostAddress(), 80));
            }
        }
    }
}
