package dev.blb.emulator.world;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Switch;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is declared does not contradict itself, whatever is changed or removed: each export can be applied. */
class WholeWorldTest {
    private static final String SUBNET = "{\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.1.0/24\"}";

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private void declare(String path, String members) {
        api.put("/_blb/world/" + path, members).ok();
    }

    /** Declares a machine in a subnet in a VPC, each for all accounts or with a query for one. */
    private void network(String vpc, String subnet, String machine) {
        declare("vpcs/vpc-1" + vpc, "{\"cidr\":\"10.1.0.0/16\",\"secondaryCidr\":[\"10.9.0.0/16\"]}");
        declare("subnets/sbn-1" + subnet, SUBNET);
        declare("machines/i-1" + machine, "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"privateIp\":\"10.1.1.9\"}");
    }

    private static void exportAndImport(Api api) {
        String world = api.text("/_blb/world");
        api.post("/_blb/reset", "").ok();
        assertThat(api.text("/_blb/world")).isNotEqualTo(world);
        api.post("/_blb/seed", world).ok();
        assertThat(api.text("/_blb/world")).isEqualTo(world);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PUT    | vpcs/vpc-1    | {`cidr`:`10.2.0.0/16`}                         | subnets/sbn-1",
                "PUT    | vpcs/vpc-1    | {`cidr`:`10.1.2.0/24`}                         | subnets/sbn-1",
                "PUT    | vpcs/vpc-1    | {`cidr`:`10.9.0.0/16`}                         | subnets/sbn-1",
                "DELETE | vpcs/vpc-1    |                                                | subnets/sbn-1",
                "PUT    | subnets/sbn-1 | {`vpcId`:`vpc-1`,`cidr`:`10.1.2.0/24`}         | machines/i-1",
                "PUT    | subnets/sbn-1 | {`vpcId`:`vpc-emulator0001`,`cidr`:`172.16.0.0/24`} | machines/i-1"
            })
    void whatOthersDependOnIsNeitherMovedNorRemoved(String method, String path, String body, String dependent) {
        String mine = "?account=" + api.account();
        for (String[] owners : new String[][] {{"", "", ""}, {mine, mine, mine}, {"", "", mine}, {"", mine, mine}}) {
            network(owners[0], owners[1], owners[2]);
            String before = api.text("/_blb/world");
            String query = path.startsWith("vpcs") ? owners[0] : owners[1];
            assertThat(api.send(
                                    method.strip(),
                                    "/_blb/world/" + path.strip() + query,
                                    body == null ? "" : body.strip().replace('`', '"'))
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains(path.strip().split("/", -1)[1], dependent.strip());
            assertThat(api.text("/_blb/world")).isEqualTo(before);
            exportAndImport(api);
            api.post("/_blb/reset", "").ok();
        }
    }

    @Test
    void whatNothingDependsOnIsMovedAndRemoved() {
        network("", "", "");
        declare("vpcs/vpc-1", "{\"cidr\":\"10.0.0.0/8\"}");
        exportAndImport(api);
        declare("machines/i-1", "{}");
        declare("subnets/sbn-1", "{\"vpcId\":\"vpc-1\",\"cidr\":\"10.7.0.0/24\"}");
        api.delete("/_blb/world/subnets/sbn-1").ok();
        api.delete("/_blb/world/vpcs/vpc-1").ok();
        declare("vpcs/vpc-1", "{\"cidr\":\"10.3.0.0/16\"}");
        exportAndImport(api);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aWorldOfAnyDeclarationsIsTheSameAfterExportAndImport(long seed) {
        Random random = new Random(seed);
        List<String> queries = List.of("", "?account=" + api.account(), "?account=other");
        int accepted = 0;
        int clashes = 0;
        for (int i = 0; i < 100; i++) {
            String query = queries.get(random.nextInt(queries.size()));
            String vpc = "vpc-" + random.nextInt(2);
            String subnet = "sbn-" + random.nextInt(3);
            String block = "10." + random.nextInt(2) + ".";
            Api.Answer answer = switch (random.nextInt(8)) {
                case 0 -> api.put("/_blb/world/vpcs/" + vpc + query, "{\"cidr\":\"" + block + "0.0/16\"}");
                case 1 ->
                    api.put(
                            "/_blb/world/subnets/" + subnet + query,
                            "{\"vpcId\":\"" + vpc + "\",\"cidr\":\"" + block + random.nextInt(2) + ".0/2"
                                    + (3 + random.nextInt(2)) + "\"}");
                case 2 ->
                    api.put(
                            "/_blb/world/machines/i-" + random.nextInt(4) + query,
                            "{\"vpcId\":\"" + vpc + "\",\"subnetId\":\"" + subnet + "\",\"privateIp\":\"" + block
                                    + random.nextInt(2) + ".7\"}");
                case 3 ->
                    api.put(
                            "/_blb/world/machines/i-" + random.nextInt(4) + query,
                            "{" + (random.nextBoolean() ? "\"subnetId\":\"" + subnet + "\"," : "")
                                    + "\"enterpriseSecurityGroupIds\":[\"esg-1\"],\"privateIp\":\"" + block
                                    + random.nextInt(2) + ".7\"}");
                case 4 ->
                    api.put(
                            "/_blb/world/eips/198.51.100." + random.nextInt(3) + query,
                            "{\"instanceType\":\"BCC\",\"instanceId\":\"i-" + random.nextInt(3) + "\"}");
                case 5 -> api.delete("/_blb/world/vpcs/" + vpc + query);
                case 6 -> api.delete("/_blb/world/machines/i-" + random.nextInt(4) + query);
                default -> api.delete("/_blb/world/subnets/" + subnet + query);
            };
            if (answer.status() == 400) {
                String why = answer.message();
                clashes += why.contains(", which machine ") || why.contains("not overlap") || why.contains("has EIP")
                        ? 1
                        : 0;
            }
            assertThat(answer.status()).as(answer.body()).isIn(200, 400);
            accepted += answer.status() == 200 ? 1 : 0;
        }
        assertThat(accepted).isBetween(10, 99);
        assertThat(clashes).as("refused beside others").isPositive();
        exportAndImport(api);
        String world = api.text("/_blb/world");
        api.post("/_blb/seed", world).ok();
        assertThat(api.text("/_blb/world")).isEqualTo(world);
    }

    @Test
    void aSeedThatContradictsWhatThereIsNamesTheElement() {
        network("", "", "");
        declare("vpcs/vpc-2", "{\"cidr\":\"10.2.0.0/16\"}");
        declare("subnets/sbn-2?account=other", "{\"vpcId\":\"vpc-2\",\"cidr\":\"10.2.1.0/24\"}");
        String before = api.text("/_blb/world");
        assertThat(refusedSeed("""
                        vpcs:
                        - {vpcId: vpc-3, cidr: 10.3.0.0/16}
                        - {vpcId: vpc-1, cidr: 10.9.0.0/16}
                        """))
                .contains("body:3:3: vpcs[1]: What is declared would contradict subnets/sbn-1: cidr");
        assertThat(refusedSeed("""
                        vpcs: [{vpcId: vpc-3, cidr: 10.3.0.0/16}]
                        subnets:
                        - {subnetId: sbn-3, vpcId: vpc-3, cidr: 10.3.1.0/24}
                        - {subnetId: sbn-4, vpcId: vpc-2, cidr: 10.2.1.128/25}
                        """))
                .contains("body:4:3: subnets[1]: What is declared would contradict subnets/sbn-2?account=other");
        assertThat(api.text("/_blb/world")).isEqualTo(before);
    }

    @Test
    void alsoALongSeedNamesTheElement() {
        network("", "", "");
        String subnets = IntStream.range(0, 1500)
                .mapToObj(i -> "- {subnetId: sbn-9-%d, vpcId: vpc-9, cidr: 10.%d.%d.0/24}\n"
                        .formatted(i, 128 + i / 256, i % 256))
                .collect(Collectors.joining());
        String before = api.text("/_blb/world");
        assertThat(refusedSeed("vpcs: [{vpcId: vpc-9, cidr: 10.128.0.0/9}]\nsubnets:\n" + subnets
                        + "- {subnetId: sbn-1, vpcId: vpc-1, cidr: 10.1.2.0/24}\n"
                        + "- {subnetId: sbn-2, vpcId: vpc-1, cidr: 10.1.3.0/24}\n"))
                .contains("body:1503:3: subnets[1500]: What is declared would contradict machines/i-1: privateIp");
        assertThat(api.text("/_blb/world")).isEqualTo(before);
    }

    @Test
    void aSeedByWhichTwoOthersClashNamesTheElement() {
        declare("vpcs/vpc-1", "{\"cidr\":\"10.1.0.0/16\"}");
        declare("machines/i-1", "{\"subnetId\":\"sbn-1\",\"privateIp\":\"10.1.1.9\"}");
        declare("machines/i-2", "{\"vpcId\":\"vpc-1\",\"privateIp\":\"10.1.1.9\"}");
        assertThat(refusedSeed("""
                        vpcs: [{vpcId: vpc-3, cidr: 10.3.0.0/16}]
                        subnets:
                        - {subnetId: sbn-3, vpcId: vpc-3, cidr: 10.3.1.0/24}
                        - {subnetId: sbn-1, vpcId: vpc-1, cidr: 10.1.1.0/24}
                        """)).contains("body:4:3: subnets[1]: What is declared would contradict machines/i-1");
    }

    private String refusedSeed(String yaml) {
        return api.post("/_blb/seed", yaml).refused(400, "InvalidParameter").message();
    }

    @Test
    void aRestoreOfOneAccountDoesNotContradictWhatIsDeclaredForAll() {
        String mine = "?account=" + api.account();
        network("", mine, mine);
        api.put("/_blb/snapshots/own" + mine, "").ok();
        api.delete("/_blb/world/machines/i-1" + mine).ok();
        api.delete("/_blb/world/subnets/sbn-1" + mine).ok();
        declare("vpcs/vpc-1", "{\"cidr\":\"10.2.0.0/16\"}");
        String before = api.text("/_blb/world");
        assertThat(api.post("/_blb/snapshots/own/restore" + mine, "")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("contradict subnets/sbn-1" + mine);
        assertThat(api.text("/_blb/world")).isEqualTo(before);
        exportAndImport(api);

        declare("vpcs/vpc-1", "{\"cidr\":\"10.1.0.0/16\"}");
        api.post("/_blb/snapshots/own/restore" + mine, "").ok();
        assertThat(api.text("/_blb/world")).contains("sbn-1", "i-1");
        exportAndImport(api);
    }

    @Test
    void theAccountsOwnThingStandsBeforeThatOfAllAccounts() {
        String mine = "?account=" + api.account();
        network("", "", "");
        declare("vpcs/vpc-1" + mine, "{\"cidr\":\"10.5.0.0/16\"}");
        declare("subnets/sbn-5" + mine, "{\"vpcId\":\"vpc-1\",\"cidr\":\"10.5.1.0/24\"}");
        exportAndImport(api);
        assertThat(api.delete("/_blb/world/vpcs/vpc-1" + mine)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("subnets/sbn-5" + mine);
        api.delete("/_blb/world/subnets/sbn-5" + mine).ok();
        api.delete("/_blb/world/vpcs/vpc-1" + mine).ok();
    }

    @Test
    void aSeedMovesAVpcTogetherWithItsSubnets() {
        network("", "", "");
        String moved = "{\"vpcs\":[{\"vpcId\":\"vpc-1\",\"cidr\":\"10.2.0.0/16\"}]";
        String before = api.text("/_blb/world");
        assertThat(api.post("/_blb/seed", moved + "}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("subnets/sbn-1", "10.2.0.0/16");
        assertThat(api.text("/_blb/world")).isEqualTo(before);
        api.post(
                        "/_blb/seed",
                        moved + ",\"subnets\":[{\"subnetId\":\"sbn-1\",\"vpcId\":\"vpc-1\",\"cidr\":\"10.2.1.0/24\"}],"
                                + "\"machines\":[{\"instanceId\":\"i-1\",\"subnetId\":\"sbn-1\",\"privateIp\":\"10.2.1.9\"}]}")
                .ok();
        exportAndImport(api);
    }

    @Test
    void aCallDoesNotTakeABlockAwayThatASubnetIsIn() {
        String vpcId = api.post("/v1/vpc", "{\"name\":\"v\",\"cidr\":\"10.1.0.0/16\"}")
                .ok()
                .text("/vpcId");
        String path = "/v1/vpc/" + vpcId + "?modifyAttribute";
        api.put(path, "{\"name\":\"v\",\"secondaryCidr\":[\"10.9.0.0/16\"]}").ok();
        String subnetId = api.post(
                        "/v1/subnet",
                        "{\"name\":\"s\",\"zoneName\":\"cn-bj-a\",\"cidr\":\"10.9.1.0/24\",\"vpcId\":\"" + vpcId
                                + "\"}")
                .ok()
                .text("/subnetId");

        assertThat(api.put(path, "{\"name\":\"v\",\"secondaryCidr\":[]}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("subnets/" + subnetId, vpcId);

        exportAndImport(api);
        api.delete("/v1/subnet/" + subnetId).ok();
        api.put(path, "{\"name\":\"v\",\"secondaryCidr\":[]}").ok();
    }

    @Test
    void aMachineOfAFurtherZoneIsPartOfAnExportToo() {
        machinesOfFurtherZones(api);
        exportAndImport(api);
        assertThat(api.put("/_blb/world/vpcs/vpc-emulator0001", "{\"cidr\":\"10.0.0.0/16\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("subnets/sbn-");
        Api other = Api.of(emulator);
        declare("vpcs/vpc-emulator0001?account=" + other.account(), "{\"cidr\":\"10.0.0.0/28\"}");
        assertThat(other.post("/v2/instanceBySpec", machineIn("b"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("subnetId", "cn-bj-b", "10.0.0.0/28");
        try (BlbEmulator loopback = TestEmulator.start(
                Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(DATA_PLANE, Switch.ON))) {
            machinesOfFurtherZones(Api.of(loopback));
            exportAndImport(Api.of(loopback));
        }
    }

    private static String machineIn(String zone) {
        return "{\"imageId\":\"m-centos79\",\"spec\":\"bcc.g5.c1m4\",\"zoneName\":\"cn-bj-" + zone
                + "\",\"billing\":{\"paymentTiming\":\"Postpaid\"}}";
    }

    private static void machinesOfFurtherZones(Api api) {
        for (String zone : new String[] {"a", "b", "f"}) {
            api.post("/v2/instanceBySpec", machineIn(zone)).ok();
        }
    }

    @Test
    void anExportWithSubnetsOfTheDefaultVpcNeedsTheSameDefaultVpc() {
        machinesOfFurtherZones(api);
        String world = api.text("/_blb/world");
        try (BlbEmulator loopback = TestEmulator.start(
                Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(DATA_PLANE, Switch.ON))) {
            Api other = Api.of(loopback);
            assertThat(other.post("/_blb/seed", world)
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("subnets[0].cidr", "127.64.0.0/10, the CIDR of vpc-emulator0001");
            other.put("/_blb/world/vpcs/vpc-emulator0001", "{\"cidr\":\"172.16.0.0/12\"}")
                    .ok();
            other.post("/_blb/seed", world).ok();
        }
    }

    @Test
    void anExportWithoutStateIsMadeAnew() {
        api.post("/_blb/clock", "{\"freeze\":true}").ok();
        String prepaid = "\"performanceLevel\":\"small1\",\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":"
                + "{\"reservationLength\":%d}}";
        String first = api.create(prepaid.formatted(1));
        String second = api.create(prepaid.formatted(9), "\"autoRenewLength\":1");
        String changed = api.create("\"performanceLevel\":\"small1\"");
        api.post("/_blb/clock", "{\"advance\":\"PT1000H\"}").ok();
        api.post("/v1/blb/" + changed + "/charge?action=TO_PREPAY", "{\"reservationLength\":3}")
                .ok();
        JsonNode world = api.get("/_blb/world").ok().json();
        assertThat(world.findValuesAsText("reservationLength")).containsExactly("1", "9", "5");
        world.path("loadBalancers").forEach(each -> ((ObjectNode) each).remove("state"));
        api.post("/_blb/reset", "").ok();

        api.post("/_blb/seed", world.toString()).ok();

        for (String id : new String[] {first, second, changed}) {
            assertThat(api.get("/v1/blb/" + id).ok().text("/paymentTiming")).isEqualTo("Prepaid");
        }
        assertThat(api.get("/_blb/world").json().findValuesAsText("reservationLength"))
                .containsExactly("1", "9", "5");
        exportAndImport(api);
    }

    @Test
    void anExportWithoutStateRenewsAndHasAnIpv6AddressAsBefore() {
        api.post("/_blb/clock", "{\"freeze\":true}").ok();
        String prepaid = "\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}";
        String months = api.create(prepaid, "\"autoRenewLength\":2", "\"allocateIpv6\":true");
        String years = api.create(prepaid, "\"autoRenewLength\":3", "\"autoRenewTimeUnit\":\"year\"");
        String six = api.create("\"type\":\"ipv6\"");
        ObjectNode world = withoutState();
        JsonNode balancers = world.path("loadBalancers");
        assertThat(balancers.findValuesAsText("autoRenewLength")).containsExactly("2", "3");
        assertThat(balancers.findValuesAsText("autoRenewTimeUnit")).containsExactly("month", "year");
        assertThat(balancers.findValuesAsText("allocateIpv6")).containsExactly("true");
        api.post("/_blb/reset", "").ok();

        api.post("/_blb/seed", world.toString()).ok();

        assertThat(withoutState()).isEqualTo(world);
        assertThat(api.get("/v1/blb/" + months).text("/ipv6")).isEqualTo("2001:db8::1");
        assertThat(api.get("/v1/blb/" + years).text("/ipv6")).isEmpty();
        assertThat(api.get("/v1/blb/" + six).text("/ipv6"))
                .isEqualTo(api.get("/v1/blb/" + six).text("/address"));
        Instant created = Instant.parse(api.get("/v1/blb/" + months).text("/createTime"));
        api.post("/_blb/clock", "{\"advance\":\"PT1000H\"}").ok();
        assertThat(api.get("/v1/blb/" + months).text("/expireTime"))
                .isEqualTo(created.atOffset(ZoneOffset.UTC)
                        .plusMonths(1)
                        .plusMonths(2)
                        .toInstant()
                        .toString());
        assertThat(api.get("/v1/blb/" + years).text("/expireTime"))
                .isEqualTo(created.atOffset(ZoneOffset.UTC)
                        .plusMonths(1)
                        .plusMonths(36)
                        .toInstant()
                        .toString());
        exportAndImport(api);
    }

    @Test
    void aRedirectionWhoseListenerWasDeletedIsMadeAnewWithAWarning() {
        String id = api.create();
        String path = "/v1/blb/" + id;
        String layer7 = "{\"listenerPort\":%d,\"backendPort\":80,\"scheduler\":\"RoundRobin\",%s}";
        api.post(path + "/HTTPSlistener", layer7.formatted(443, "\"certIds\":[\"cert-emulator0001\"]"))
                .ok();
        api.post(path + "/HTTPSlistener", layer7.formatted(444, "\"certIds\":[\"cert-emulator0001\"]"))
                .ok();
        api.post(path + "/HTTPlistener", layer7.formatted(80, "\"redirectPort\":443"))
                .ok();
        api.post(path + "/HTTPlistener", layer7.formatted(81, "\"redirectPort\":444"))
                .ok();
        api.put(path + "/listener?batchdelete", "{\"portList\":[443]}").ok();
        ObjectNode world = withoutState();
        assertThat(world.findValuesAsText("redirectPort")).containsExactly("443", "444");
        ((ObjectNode) world.at("/loadBalancers/0/listeners/2")).put("redirectPort", 0);
        api.post("/_blb/reset", "").ok();

        JsonNode seeded = api.post("/_blb/seed", world.toString()).ok().json();

        assertThat(seeded.path("seeded").path("loadBalancers").asInt()).isEqualTo(1);
        assertThat(seeded.path("warnings"))
                .singleElement()
                .satisfies(warning -> assertThat(warning.asText())
                        .isEqualTo("body:1:" + (world.toString().indexOf("\"redirectPort\"") + 1)
                                + ": loadBalancers[0].listeners[0].redirectPort is 443, but load balancer " + id
                                + " has no HTTPS listener there"));
        assertThat(api.get(path + "/HTTPlistener?listenerPort=80").ok().json().at("/listenerList/0/redirectPort"))
                .hasToString("443");
        exportAndImport(api);
    }

    @Test
    void ofManyWarningsTheFirstAreTold() {
        String listeners = IntStream.rangeClosed(1, 50)
                .mapToObj(port -> "{\"listenerType\":\"HTTP\",\"listenerPort\":" + port
                        + ",\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"redirectPort\":443}")
                .collect(Collectors.joining(","));
        String balancers = Stream.of("a", "b", "c")
                .map(name -> "{\"name\":\"" + name + "\",\"account\":\"" + api.account()
                        + "\",\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\",\"listeners\":["
                        + listeners + "]}")
                .collect(Collectors.joining(","));
        JsonNode warnings = api.post("/_blb/seed", "{\"loadBalancers\":[" + balancers + "]}")
                .ok()
                .json()
                .path("warnings");
        assertThat(warnings).hasSize(101);
        assertThat(warnings.path(99).asText()).contains("loadBalancers[1].listeners[49].redirectPort");
        assertThat(warnings.path(100).asText()).isEqualTo("and 50 more");
    }

    @Test
    void whatWasReleasedOrDeletedIsNoPartOfWhatIsMadeAnew() {
        String machine = api.post("/v2/instanceBySpec", machineIn("a"))
                .ok()
                .json()
                .at("/instanceIds/0")
                .asText();
        String path = "/v1/blb/" + api.create("\"eip\":\"203.0.113.10\"");
        api.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\"}]}")
                .ok();
        api.delete("/v2/instance/" + machine).ok();
        api.put("/v1/eip/203.0.113.10?unbind", "").ok();
        JsonNode world = withoutState();
        api.post("/_blb/reset", "").ok();
        assertThat(api.post("/_blb/seed", world.toString()).ok().json().has("warnings"))
                .isFalse();
        assertThat(withoutState()).isEqualTo(world);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {"quotaListeners":1}              | loadBalancers[0].listeners[1]: | quotaListeners
                {"samePortProtocols":"refused"}   | loadBalancers[0].listeners[1].listenerPort is 80 | samePortProtocols
                {"references":"strict"}           | loadBalancers[0].backendServerList[0].instanceId is "i-own" | references
                """)
    void whatTheSettingsOfTheDocumentNoLongerAllowIsRestoredOnlyWithState(
            String settings, String refused, String member) {
        String account = "/_blb/accounts/" + api.account() + "/settings";
        api.put(account, "{\"samePortProtocols\":\"allowed\"}").ok();
        String path = "/v1/blb/" + api.create();
        api.post(path + "/TCPlistener", "{\"listenerPort\":80,\"backendPort\":80,\"scheduler\":\"Hash\"}")
                .ok();
        api.post(
                        path + "/UDPlistener",
                        "{\"listenerPort\":80,\"backendPort\":80,\"scheduler\":\"Hash\",\"healthCheckString\":\"a\"}")
                .ok();
        api.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-own\"}]}")
                .ok();
        api.put(account, settings).ok();
        assertThat(api.get("/_blb/world").ok().json().at("/accounts/0").has(member))
                .isTrue();
        exportAndImport(api);
        JsonNode world = withoutState();
        api.post("/_blb/reset", "").ok();
        Api.Answer answer = api.post("/_blb/seed", world.toString());
        assertThat(answer.status()).as(answer.body()).isBetween(400, 413);
        assertThat(answer.message()).contains(refused);
    }

    /** The world as a document that makes all of it anew. */
    private ObjectNode withoutState() {
        ObjectNode world = (ObjectNode) api.get("/_blb/world").ok().json();
        world.findParents("state").forEach(each -> ((ObjectNode) each).remove("state"));
        return world;
    }
}
