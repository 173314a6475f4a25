package dev.blb.emulator.seed;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a wrong seed is refused: with its line and column, its path and what is allowed. */
class BadSeedsTest {
    @TempDir
    private Path folder;

    private final Settings config = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private final BlbEmulator emulator = TestEmulator.start(config);
    private final Api api = Api.of(emulator).as("emulator-a");

    @AfterEach
    void stop() {
        emulator.close();
    }

    static Stream<Arguments> badSeeds() {
        return Stream.of(
                bad("vpcs: [", 1, "allowed is one document in YAML or JSON"),
                bad("a: 1\nvpcs: []", 1, "a is unknown here; allowed is accounts, vpcs, subnets"),
                bad("- 1", 1, "top level must be a mapping"),
                bad("vpcs: []\nvpcs: []", 2, "vpcs stands twice"),
                bad("vpcs: 7", 1, "vpcs is 7; allowed is a list"),
                bad("vpcs:\n  - vpc-1", 2, "vpcs[0] is \"vpc-1\"; allowed is an object"),
                bad("vpcs:\n  - {vpcId: vpc-1}", 2, "vpcs[0].cidr is required: a text"),
                bad("vpcs:\n  - vpcId: vpc-1\n    cidr: 10.0.0.0", 3, "vpcs[0].cidr is \"10.0.0.0\"; allowed is"),
                bad("vpcs:\n  - vpcId: vpc-1\n    cidr: 10.0.0.1/24", 3, "vpcs[0].cidr is \"10.0.0.1/24\"; allowed is"),
                bad(
                        "vpcs:\n  - vpcId: net-1\n    cidr: 10.0.0.0/24",
                        2,
                        "vpcs[0].vpcId is \"net-1\"; allowed is an id"),
                bad(
                        "vpcs:\n  - {vpcId: vpc-1, cidr: 10.0.0.0/24}\n  - {vpcId: vpc-1, cidr: 10.0.0.0/24}",
                        3,
                        "vpcs[1].vpcId is \"vpc-1\", which was declared before"),
                bad(
                        "subnets:\n  - {subnetId: sbn-1, vpcId: vpc-none, cidr: 10.0.0.0/24}",
                        2,
                        "subnets[0].vpcId is \"vpc-none\", which is not declared; allowed is one of vpc-"),
                bad(
                        "vpcs:\n- {vpcId: vpc-1, cidr: 10.0.0.0/16}\nsubnets:\n- {subnetId: sbn-2, vpcId: vpc-1, cidr: 10.0.1.0/24}\n"
                                + "- subnetId: sbn-1\n  vpcId: vpc-1\n  cidr: 10.0.0.0/23",
                        7,
                        "subnets[1].cidr is \"10.0.0.0/23\"; allowed is a block that does not overlap 10.0.1.0/24, that of subnet sbn-2"),
                bad(
                        "machines:\n- {instanceId: i-1, privateIp: 10.0.0.1}\n- {instanceId: i-2, privateIp: 10.0.0.2}\n"
                                + "- instanceId: i-3\n  privateIp: 10.0.0.1\n  health: Dead",
                        5,
                        "machines[2].privateIp is \"10.0.0.1\", which machine i-1 of vpc-emulator0001 has; allowed is another address"),
                bad(
                        "eips:\n- {eip: 198.51.100.8, instanceType: BCC, instanceId: i-1}\n"
                                + "- eip: 198.51.100.7\n  instanceType: BCC\n  instanceId: i-1",
                        5,
                        "eips[1].instanceId is \"i-1\", which has EIP 198.51.100.8; allowed is a machine without an EIP"),
                bad(
                        "vpcs:\n- {vpcId: vpc-1, cidr: 10.0.0.0/24}\nsubnets:\n- subnetId: sbn-1\n  vpcId: vpc-1\n  cidr: 10.0.1.0/24",
                        6,
                        "subnets[0].cidr is \"10.0.1.0/24\"; allowed is a part of 10.0.0.0/24"),
                bad(
                        "accounts:\n  - account: a\n    keys: [{accessKey: K, secretKey: s}]\n"
                                + "  - account: b\n    keys:\n    - {accessKey: K, secretKey: t}",
                        6,
                        "accounts[1].keys[0].accessKey is \"K\", which was declared before"),
                bad(
                        "accounts:\n  - account: a\n    keys:\n    - {accessKey: K, secretKey: s}\n"
                                + "    - {accessKey: K, secretKey: t}",
                        5,
                        "accounts[0].keys[1].accessKey is \"K\", which was declared before"),
                bad("machines:\n  - instanceId: 1x", 2, "machines[0].instanceId is \"1x\"; allowed is an id"),
                bad("machines:\n  - instanceId: i-1\n    privateIp: 1.2.3", 3, "machines[0].privateIp is \"1.2.3\""),
                bad(
                        "machines:\n  - instanceId: i-1\n    health: sick",
                        3,
                        "machines[0].health is \"sick\"; allowed are"),
                bad(
                        "machines:\n  - instanceId: i-1\n    address: http://a",
                        3,
                        "machines[0].address is \"http://a\"; allowed is a host name or IP address"),
                bad("machines:\n  - instanceId: i-1\n    ports: {8080: 1}", 2, "machines[0].address is required"),
                bad(
                        "machines:\n  - instanceId: i-1\n    address: a\n    ports: {web: 1}",
                        4,
                        "machines[0].ports names port \"web\"; allowed is a port from 1 to 65535"),
                bad(
                        "machines:\n  - instanceId: i-1\n    address: a\n    ports:\n      1: 1\n      2: 65536",
                        6,
                        "machines[0].ports.2 is 65536; allowed is an integer from 1 to 65535"),
                bad("addresses:\n  - {instanceId: i-1}", 2, "addresses[0].address is required"),
                bad(
                        "addresses:\n  - {instanceId: i-1, address: a}\n  - {instanceId: i-1, address: b}",
                        3,
                        "addresses[1].instanceId is \"i-1\", which was declared before"),
                bad(
                        "health:\n- {instanceId: i-1, status: Dead}\n- {instanceId: i-1, account: a, status: Dead}\n- {instanceId: i-1, status: Alive}",
                        4,
                        "health[2].instanceId is \"i-1\", which was declared before"),
                bad(
                        "addresses:\n  - instanceId: i-1\n    address: a:0",
                        3,
                        "addresses[0].address is \"a:0\"; allowed is a host name or IP address"),
                bad("addresses:\n  - {instanceId: 1i, address: a}", 2, "addresses[0].instanceId is \"1i\""),
                bad(
                        "addresses:\n  - {instanceId: i-1, address: a, since: 2026-02-30T00:00:00Z}",
                        2,
                        "addresses[0].since is \"2026-02-30"),
                bad(
                        "securityGroups:\n  - securityGroupId: g-1\n    securityGroupRules:\n      - {direction: up}",
                        4,
                        "securityGroups[0].securityGroupRules[0].direction is \"up\"; allowed is one of ingress, egress"),
                bad(
                        "securityGroups:\n  - securityGroupId: g-1\n    securityGroupRules:\n      - {port: 1}",
                        4,
                        "securityGroups[0].securityGroupRules[0].port is unknown here"),
                bad("eips:\n  - {eip: 1.2.3.400}", 2, "eips[0].eip is \"1.2.3.400\""),
                bad("eips:\n- {eip: 198.51.100.8, instanceId: i-1}", 2, "eips[0].instanceType is required"),
                bad("certificates:\n  - {certId: c-1}", 2, "certificates[0].certId is \"c-1\""),
                bad("accounts:\n  - {quotaListeners: 1}", 2, "accounts[0].account is required"),
                bad("accounts:\n  - {account: a, settleDelay: soon}", 2, "accounts[0].settleDelay is \"soon\""),
                bad("accounts:\n  - {account: a, references: some}", 2, "accounts[0].references is \"some\""),
                bad("health:\n  - {instanceId: i-1}", 2, "status and script are not given"),
                bad("health:\n  - {instanceId: i-1, status: Alive, since: 2026-13-01T00:00:00Z}", 2, "health[0].since"),
                bad(
                        "loadBalancers:\n  - vpcId: vpc-1\n    subnetId: sbn-1\n    name: 1",
                        4,
                        "loadBalancers[0].name is 1; allowed is a text"),
                bad(
                        "loadBalancers:\n  - vpcId: vpc-1\n    subnetId: sbn-1\n    listener: []",
                        4,
                        "loadBalancers[0].listener is unknown here; allowed is account"),
                bad("loadBalancers:\n  - vpcId: vpc-1\n", 2, "loadBalancers[0].subnetId is required"),
                bad(lb("blbId: LB1"), 4, "loadBalancers[0].blbId is \"LB1\""),
                bad(lb("status: creating"), 4, "loadBalancers[0].status is \"creating\"; allowed is one of available"),
                bad(lb("billing: {paymentTiming: Prepaid}"), 4, "reservationLength is required"),
                bad(lb("billing: {paymentTimng: Prepaid}"), 4, "loadBalancers[0].billing.paymentTimng is unknown"),
                bad(lb("address: 1.1.1"), 4, "loadBalancers[0].address is \"1.1.1\""),
                bad(
                        lb("listeners:\n  - {listenerType: TCP, listenerPort: 0, backendPort: 1, scheduler: Hash}"),
                        5,
                        "loadBalancers[0].listeners[0].listenerPort is 0; allowed is an integer from 1 to 65535"),
                bad(
                        lb(
                                "listeners:\n  - listenerType: TCP\n    listenerPort: 80\n    backendPort: 1\n    scheduler: Hsah"),
                        8,
                        "loadBalancers[0].listeners[0].scheduler is \"Hsah\"; allowed is one of RoundRobin"),
                bad(
                        lb("listeners:\n  - {listenerPort: 80}"),
                        5,
                        "loadBalancers[0].listeners[0].listenerType is required"),
                bad(
                        lb(
                                "listeners:\n  - {listenerType: UDP, listenerPort: 80, backendPort: 1, scheduler: Hash, x: 1, healthCheckString: a}"),
                        5,
                        "loadBalancers[0].listeners[0].x is unknown"),
                bad(
                        lb("listeners:\n  - {listenerType: UDP, listenerPort: 80, backendPort: 1, scheduler: Hash}"),
                        5,
                        "loadBalancers[0].listeners[0].healthCheckString is required"),
                bad(
                        lb(
                                "listeners:\n  - &l {listenerType: TCP, listenerPort: 80, backendPort: 1, scheduler: Hash}\n  - *l"),
                        5,
                        "loadBalancers[0].listeners[1].listenerPort is 80, which another listener"),
                bad(
                        lb("backendServerList:\n  - {instanceId: i-1}\n  - {instanceId: i-1}"),
                        6,
                        "loadBalancers[0].backendServerList[1].instanceId is \"i-1\", which is attached"),
                bad(
                        lb("backendServerList:\n  - {instanceId: i-1}\n  - instanceId: i-2\n    weight: 101"),
                        7,
                        "loadBalancers[0].backendServerList[1].weight is 101; allowed is an integer from 0 to 100"),
                bad(lb("backendServerList:\n  - i-1"), 5, "loadBalancers[0].backendServerList[0]"),
                bad(
                        lb("securityGroupIds:\n  - esg-1"),
                        5,
                        "loadBalancers[0].securityGroupIds[0] is \"esg-1\"; allowed"),
                bad(lb("securityGroupIds: g-1"), 4, "loadBalancers[0].securityGroupIds is \"g-1\"; allowed is a list"),
                bad(
                        lb("state: {ordinal: 1, createTime: 2026-01-01T00:00:00Z}"),
                        2,
                        "address is \"\"; allowed with state"),
                bad(
                        lb("state: {ordinal: 0, createTime: 2026-01-01T00:00:00Z}"),
                        4,
                        "loadBalancers[0].state.ordinal is 0"),
                bad(
                        lb("address: 10.0.0.4\nblbId: lb-1\nname: a\n"
                                + "state: {ordinal: 1, createTime: 2026-02-30T00:00:00Z}"),
                        7,
                        "loadBalancers[0].state.createTime is \"2026-02-30"),
                bad(
                        "vpcs:\n- vpcId: vpc-1\n  cidr: 10.0.0.0/16\n  secondaryCidr: [here]",
                        4,
                        "vpcs[0].secondaryCidr[0] is \"here\"; allowed is an IPv4 block"),
                bad("accounts: &x\n  - *x", 0, "contains itself"),
                bad("vpcs: " + "[".repeat(20_000), 0, ""));
    }

    /** A load balancer in the lenient world with more members; they begin on line 4. */
    private static String lb(String more) {
        return "loadBalancers:\n- vpcId: vpc-1\n  subnetId: sbn-1\n  " + more.replace("\n", "\n  ");
    }

    private static Arguments bad(String text, int line, String complaint) {
        return Arguments.of(text, line, complaint);
    }

    @ParameterizedTest
    @MethodSource("badSeeds")
    void aBadSeedIsRefusedWithItsPlaceItsPathAndWhatIsAllowed(String text, int line, String complaint)
            throws IOException {
        String good = "vpcs: [{vpcId: vpc-good, cidr: 10.0.0.0/16}]\n";
        Files.writeString(folder.resolve("a.yaml"), good);
        Path bad = Files.writeString(folder.resolve("b.yaml"), text);
        Files.writeString(folder.resolve("c.txt"), "not a seed");

        assertThatThrownBy(() -> TestEmulator.start(config.with(SEED, List.of(folder))))
                .isInstanceOf(SeedException.class)
                .hasMessageMatching(
                        "(?s)" + Pattern.quote(bad.toString()) + ":" + (line == 0 ? 1 : line) + ":[1-9]\\d*: .*")
                .hasMessageContaining(complaint);
        var refused = api.send(HttpRequest.newBuilder(api.uri("/_blb/seed"))
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofString(text)));
        assertThat(refused.status()).as(refused.body()).isBetween(400, 413);
        assertThat(refused.message())
                .containsPattern("(^| )body:" + (line == 0 ? 1 : line) + ":[1-9]\\d*: ")
                .contains(complaint);
        assertThat(api.get("/_blb/world").ok().body()).as("nothing is applied").isEqualTo("{}");
    }
}
