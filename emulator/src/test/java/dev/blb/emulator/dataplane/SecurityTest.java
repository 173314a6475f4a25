package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.traffic.Plans;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Security groups: what their rules let in, reported or enforced. */
@Isolated("calls go on with a warning after 2 s, which a busy machine may take for the first listener")
class SecurityTest {
    private static final String FROM_ONE_NETWORK =
            "{\"securityGroupRules\":[{\"protocol\":\"tcp\",\"portRange\":\"80-90\",\"sourceIp\":\"127.77.0.0/16\"}]}";

    /** A load balancer with an HTTP listener on port 80 and a UDP listener on port 53, and a bound group. */
    private static String balanced(Driven driven, TestServer server, String kind, String id, String group) {
        driven.api.put("/_blb/world/" + kind + "/" + id, group).ok();
        String blbId = driven.api.create();
        driven.attach(blbId, driven.machine(server), 1);
        driven.listen(blbId, "HTTP", 80);
        driven.listen(blbId, "UDP", 53, "\"healthCheckString\":\"x\"");
        boolean enterprise = kind.startsWith("enterprise");
        driven.api
                .put(
                        "/v1/blb/" + blbId + (enterprise ? "/enterprise/securitygroup" : "/securitygroup") + "?bind",
                        "{\"" + (enterprise ? "enterpriseSecurityGroupIds" : "securityGroupIds") + "\":[\"" + id
                                + "\"]}")
                .ok();
        return blbId;
    }

    private static JsonNode pick(Driven driven, String blbId, int port, String source) {
        return driven.api
                .get("/_blb/loadbalancers/" + blbId + "/pick?listenerPort=" + port + "&source=" + source
                        + (port == 53 ? "&transport=UDP" : ""))
                .ok()
                .json();
    }

    private static long denied(Driven driven, String blbId, int port) {
        JsonNode listeners = driven.api
                .get("/_blb/loadbalancers/" + blbId + "/traffic")
                .ok()
                .json()
                .path("listenerList");
        return StreamSupport.stream(listeners.spliterator(), false)
                .filter(line -> line.path("listenerPort").intValue() == port)
                .findFirst()
                .orElseThrow()
                .at("/counters/SecurityDeniedCount")
                .longValue();
    }

    private static String answerFrom(String source, InetSocketAddress listener) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(60_000);
            socket.bind(new InetSocketAddress(Plans.address(source), 0));
            socket.connect(listener, 60_000);
            return new Client(socket).get("/").firstLine();
        }
    }

    @Test
    void byDefaultDeniedTrafficIsForwardedCountedAndExplained() throws IOException {
        try (Driven driven = new Driven();
                TestServer server = HttpServer.saying("a")) {
            String blbId = balanced(driven, server, "securityGroups", "g-onenetwork", FROM_ONE_NETWORK);
            InetSocketAddress listener = driven.real(blbId, 80);
            assertThat(answerFrom("127.77.1.1", listener)).contains("200");
            assertThat(denied(driven, blbId, 80)).isZero();
            assertThat(answerFrom("127.78.1.1", listener)).contains("200");
            assertThat(denied(driven, blbId, 80)).isEqualTo(1);

            JsonNode line = driven.endpoint(blbId, 80).path("security");
            assertThat(line.path("enforced").booleanValue()).isFalse();
            assertThat(line.path("groups").toString()).isEqualTo("[\"g-onenetwork\"]");
            assertThat(line.path("rules").toString())
                    .isEqualTo("[\"g-onenetwork: allow tcp 80-90 from 127.77.0.0/16\"]");
            assertThat(line.path("denied").longValue()).isEqualTo(1);
            assertThat(driven.endpoint(blbId, 53).at("/security/rules")).isEmpty();

            assertThat(pick(driven, blbId, 80, "127.77.1.1").has("denied")).isFalse();
            JsonNode other = pick(driven, blbId, 80, "127.78.1.1");
            assertThat(other.path("denied").asText()).isEqualTo("no rule of g-onenetwork allows it");
            assertThat(other.path("instanceId").asText()).startsWith("i-real");

            driven.api
                    .put("/v1/blb/" + blbId + "/securitygroup?unbind", "{\"securityGroupIds\":[\"g-onenetwork\"]}")
                    .ok();
            assertThat(driven.endpoint(blbId, 80).has("security")).isFalse();
            assertThat(answerFrom("127.78.1.1", listener)).contains("200");
            assertThat(denied(driven, blbId, 80)).isEqualTo(1);
        }
    }

    @Test
    void enforcedDeniedTrafficIsDropped() throws IOException {
        try (Driven driven = new Driven("--data-plane-security", "enforce");
                TestServer server = HttpServer.saying("a");
                DatagramSocket client = new DatagramSocket(0, Plans.address("127.77.1.1"))) {
            String blbId = balanced(driven, server, "securityGroups", "g-onenetwork", FROM_ONE_NETWORK);
            InetSocketAddress listener = driven.real(blbId, 80);
            assertThat(answerFrom("127.77.1.1", listener)).contains("200");
            assertThatThrownBy(() -> answerFrom("127.78.1.1", listener)).isInstanceOf(IOException.class);
            assertThat(denied(driven, blbId, 80)).isEqualTo(1);
            JsonNode pick = pick(driven, blbId, 80, "127.78.1.1");
            assertThat(pick.path("instanceId").isNull()).isTrue();
            assertThat(pick.path("why").asText()).isEqualTo("no rule of g-onenetwork allows it");

            client.send(new DatagramPacket(new byte[] {1}, 1, driven.real(blbId, 53)));
            until(() -> denied(driven, blbId, 53) == 1);
        }
    }

    @Test
    void enterpriseRulesDenyByPriority() throws IOException {
        try (Driven driven = new Driven();
                TestServer server = HttpServer.saying("a")) {
            String rule = "{\"protocol\":\"%s\",\"action\":\"%s\",\"priority\":%d,\"sourceIp\":\"%s\"%s}";
            String group = "{\"enterpriseSecurityGroupRules\":["
                    + String.join(
                            ",",
                            rule.formatted("all", "allow", 20, "all", ""),
                            rule.formatted("tcp", "deny", 20, "127.78.0.0/16", ""),
                            rule.formatted("tcp", "allow", 10, "127.78.1.1", ""),
                            rule.formatted("tcp", "deny", 1, "all", ",\"remoteIpSet\":\"ips-1\""),
                            rule.formatted("all", "allow", 1, "all", ",\"direction\":\"egress\",\"destIp\":\"all\""))
                    + "]}";
            String blbId = balanced(driven, server, "enterpriseSecurityGroups", "esg-priority", group);
            assertThat(pick(driven, blbId, 80, "127.0.0.1").has("denied")).isFalse();
            assertThat(pick(driven, blbId, 80, "127.78.1.1").has("denied")).isFalse();
            assertThat(pick(driven, blbId, 80, "127.78.1.2").path("denied").asText())
                    .isEqualTo("denied by the rule \"esg-priority: deny tcp 1-65535 from 127.78.0.0/16\"");
            assertThat(pick(driven, blbId, 53, "127.78.1.2").has("denied")).isFalse();
            assertThat(pick(driven, blbId, 80, "::1").path("denied").asText())
                    .isEqualTo("no rule of esg-priority allows it");
            assertThat(driven.endpoint(blbId, 80).at("/security/rules/0").asText())
                    .endsWith("not evaluated because of its remoteIpSet");
        }
    }

    /** What a rule says of source ports and local addresses, and the member that it is not evaluated for. */
    private static Stream<Arguments> restrictions() {
        return Stream.of(
                arguments("\"sourcePortRange\":\"1-65535\"", ""),
                arguments("\"sourcePortRange\":\"30000-65535,1-29999\"", ""),
                arguments("\"sourcePortRange\":\"1-65535\",\"localIp\":\"all\"", ""),
                arguments("\"localIp\":\"0.0.0.0/0\"", ""),
                arguments("\"sourcePortRange\":\"\",\"localIp\":\"\",\"remoteIpSet\":\"\",\"remoteIpGroup\":\"\"", ""),
                arguments("\"sourcePortRange\":\"1-65534\"", "sourcePortRange"),
                arguments("\"sourcePortRange\":\"1-29999,30001-65535\"", "sourcePortRange"),
                arguments("\"sourcePortRange\":\"1-65535\",\"localIp\":\"127.64.0.9\"", "localIp"),
                arguments("\"localIp\":\"0.0.0.0\"", "localIp"),
                arguments("\"localIp\":\"::/0\"", "localIp"),
                arguments("\"localIp\":\"all\",\"remoteIpGroup\":\"ipg-1\"", "remoteIpGroup"));
    }

    @ParameterizedTest
    @MethodSource("restrictions")
    void aRuleForAllSourcePortsAndLocalAddressesIsEvaluated(String members, String unknown) throws IOException {
        try (Driven driven = new Driven();
                TestServer server = HttpServer.saying("a")) {
            String rule = "{\"protocol\":\"tcp\",\"action\":\"%s\",\"priority\":%d,\"sourceIp\":\"all\"%s}";
            String group = "{\"enterpriseSecurityGroupRules\":["
                    + rule.formatted("deny", 1, "," + members)
                    + "," + rule.formatted("allow", 100, "") + "]}";
            String blbId = balanced(driven, server, "enterpriseSecurityGroups", "esg-denies", group);
            assertThat(pick(driven, blbId, 80, "127.78.1.1").path("denied").asText())
                    .isEqualTo(unknown.isEmpty() ? "denied by the rule \"esg-denies: deny tcp 1-65535 from all\"" : "");
            assertThat(driven.endpoint(blbId, 80).at("/security/rules/0").asText())
                    .isEqualTo("esg-denies: deny tcp 1-65535 from all"
                            + (unknown.isEmpty() ? "" : ", not evaluated because of its " + unknown));
        }
    }

    @Test
    void aListedEnterpriseRuleThatIsSentBackLetsTheSameIn() throws IOException {
        try (Driven driven = new Driven("--data-plane-security", "enforce");
                TestServer server = HttpServer.saying("a")) {
            String made = "{\"name\":\"%s\",\"rules\":[%s]}";
            String rule = "{\"direction\":\"ingress\",\"protocol\":\"tcp\",\"sourceIp\":\"all\",\"ethertype\":\"IPv4\","
                    + "\"action\":\"allow\",\"priority\":100}";
            String first = driven.api
                    .post("/v1/enterprise/security", made.formatted("first", rule))
                    .ok()
                    .text("/enterpriseSecurityGroupId");
            JsonNode groups =
                    driven.api.get("/v1/enterprise/security").ok().json().path("enterpriseSecurityGroups");
            JsonNode listed = StreamSupport.stream(groups.spliterator(), false)
                    .filter(group -> group.path("id").asText().equals(first))
                    .findFirst()
                    .orElseThrow()
                    .at("/rules/0");
            String second = driven.api
                    .post("/v1/enterprise/security", made.formatted("second", listed))
                    .ok()
                    .text("/enterpriseSecurityGroupId");
            String blbId = balanced(driven, server, "securityGroups", "g-open", "{\"securityGroupRules\":[{}]}");
            driven.api
                    .put(
                            "/v1/blb/" + blbId + "/enterprise/securitygroup?bind",
                            "{\"enterpriseSecurityGroupIds\":[\"" + second + "\"]}")
                    .ok();
            assertThat(answerFrom("127.77.1.1", driven.real(blbId, 80))).contains("200");
            assertThat(denied(driven, blbId, 80)).isZero();
        }
    }
}
