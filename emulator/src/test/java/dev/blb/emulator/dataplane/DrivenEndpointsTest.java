package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api.Answer;
import dev.blb.emulator.traffic.Plans;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Where listeners are, and what passed through them, as the API shows it. */
@Isolated("calls go on with a warning after 2 s, which a busy machine may take for the first listener")
@Execution(ExecutionMode.SAME_THREAD)
class DrivenEndpointsTest {
    private static Driven driven;

    @BeforeAll
    static void start() {
        driven = new Driven();
    }

    @AfterAll
    static void stop() {
        driven.close();
    }

    @Test
    void aPortThatIsTakenIsShownInEveryPlace() throws IOException {
        try (TestServer server = TestServer.echo()) {
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            String address = driven.address(blbId);
            int port;
            try (ServerSocket other = new ServerSocket(0, 50, Plans.address(address))) {
                port = other.getLocalPort();
                Answer created = driven.listen(blbId, "TCP", port);
                assertThat(created.headers()
                                .firstValue("x-blb-emulator-warning")
                                .orElseThrow())
                        .contains("listener TCP " + port, "another socket listens on " + address);
                assertThat(driven.state(blbId, port)).isEqualTo("conflict");
                assertThat(driven.endpoint(blbId, port).path("reason").asText()).contains("another socket");
                assertThat(driven.api
                                .get("/_blb/health")
                                .ok()
                                .json()
                                .at("/dataPlane/conflict")
                                .intValue())
                        .isPositive();
            }
            // Any change tries again.
            Answer changed =
                    driven.api.put("/v1/blb/" + blbId, "{\"name\":\"again\"}").ok();
            assertThat(changed.headers().firstValue("x-blb-emulator-warning")).isEmpty();
            assertThat(driven.state(blbId, port)).isEqualTo("listening");
        }
    }

    @Test
    void aDeclaredNetworkIsMappedToAnAddressOfThisMachine() {
        try (TestServer server = HttpServer.saying("mapped")) {
            driven.api
                    .put("/_blb/world/vpcs/vpc-declared01", "{\"cidr\":\"10.1.0.0/16\"}")
                    .ok();
            driven.api
                    .put(
                            "/_blb/world/subnets/sbn-declared01",
                            "{\"vpcId\":\"vpc-declared01\",\"cidr\":\"10.1.2.0/24\"}")
                    .ok();
            String blbId = driven.api
                    .post("/v1/blb", "{\"vpcId\":\"vpc-declared01\",\"subnetId\":\"sbn-declared01\"}")
                    .ok()
                    .text("/blbId");
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(blbId, "HTTP", 80);
            JsonNode line = driven.endpoint(blbId, 80);
            assertThat(line.path("shown").asText()).startsWith("10.1.2.");
            assertThat(line.path("real").asText()).startsWith("127.127.").endsWith(":80");
            assertThat(line.path("reason").asText()).contains("is not an address of this machine");
            assertThat(driven.bodies(driven.real(blbId, 80), 1)).containsExactly("mapped");
        }
    }

    @Test
    void trafficIsCountedLoggedAndExplained() {
        try (TestServer a = HttpServer.saying("a");
                TestServer b = HttpServer.saying("b")) {
            String blbId = driven.http(a, 10, b, 30);
            String path = "/_blb/loadbalancers/" + blbId;
            InetSocketAddress listener = driven.real(blbId, 80);
            JsonNode before = driven.api.get(path + "/traffic").ok().json();
            assertThat(before.at("/listenerList/0/counters/RequestCount").asInt(-1))
                    .isZero();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String next =
                        driven.api.get(path + "/pick?listenerPort=80").ok().text("/instanceId");
                expected.add(next);
                driven.bodies(listener, 1);
            }
            JsonNode since = driven.api
                    .get(path + "/traffic?since=" + before.path("mark").asText())
                    .ok()
                    .json();
            assertThat(since.at("/listenerList/0/counters/RequestCount").intValue())
                    .isEqualTo(8);
            assertThat(since.at("/listenerList/0/servers/1/counters/RequestCount")
                            .intValue())
                    .isEqualTo(6);
            driven.api.get(path + "/traffic?since=m-none").refused(400, "InvalidParameter");

            JsonNode log =
                    driven.api.get(path + "/accesslog?limit=8").ok().json().path("accessLog");
            List<String> servers = new ArrayList<>();
            log.forEach(line -> servers.add(line.path("vdum_ups_id").asText()));
            assertThat(servers).isEqualTo(expected);
            driven.api.get(path + "/pick?listenerPort=81").refused(400, "InvalidParameter");
            driven.api.get(path + "/pick?listenerPort=80&source=nowhere").refused(400, "InvalidParameter");
            driven.api.get("/_blb/loadbalancers/lb-none/traffic").refused(404, "InstanceNotFound");

            String metrics = driven.api.text("/metrics");
            assertThat(metrics)
                    .contains("blb_listener_requests_total{blb_id=\"" + blbId
                            + "\",listener_port=\"80\",protocol=\"HTTP\"} 8.0")
                    .contains("blb_api_requests_total{code=\"\",operation=\"CreateBlb\",status=\"200\"}")
                    .contains("blb_api_request_duration_seconds_bucket");
        }
    }

    @Test
    void endpointsAreOfOneAccountOrOneLoadBalancer() {
        String blbId = driven.api.create();
        driven.listen(blbId, "TCP", 7000);
        var other = driven.api.as("emulator-other-account");
        other.createTcp(other.create(), 7000);
        JsonNode of = driven.api
                .get("/_blb/endpoints?account=emulator-other-account")
                .ok()
                .json()
                .path("endpoints");
        assertThat(of).hasSize(1);
        assertThat(driven.api.get("/_blb/endpoints?blbId=" + blbId).ok().json().path("endpoints"))
                .hasSize(1);
        driven.api.get("/_blb/endpoints?blbId=lb-none").refused(404, "InstanceNotFound");
    }
}
