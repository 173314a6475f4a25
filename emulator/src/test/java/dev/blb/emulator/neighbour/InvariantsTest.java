package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What parallel callers of several services leave behind satisfies every invariant, and a world is the same after an export. */
@TestInstance(Lifecycle.PER_CLASS)
class InvariantsTest {
    private static final int THREADS = 32;

    private final BlbEmulator emulator = TestEmulator.start(
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(REFERENCES, References.STRICT));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static List<Api.Answer> together(IntFunction<Api.Answer> request) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Api.Answer>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int index = i;
                futures.add(pool.submit(() -> {
                    assertThat(start.await(60, TimeUnit.SECONDS)).isTrue();
                    return request.apply(index);
                }));
            }
            start.countDown();
            List<Api.Answer> answers = new ArrayList<>();
            for (Future<Api.Answer> future : futures) {
                answers.add(future.get(120, TimeUnit.SECONDS));
            }
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.body()).isLessThan(500));
            return answers;
        } finally {
            pool.shutdownNow();
        }
    }

    private static long succeeded(List<Api.Answer> answers) {
        return answers.stream().filter(answer -> answer.status() == 200).count();
    }

    private static String eip(Api api) {
        return api.post(
                        "/v1/eip",
                        "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"Postpaid\","
                                + "\"billingMethod\":\"ByTraffic\"}}")
                .ok()
                .text("/eip");
    }

    private static String subnet(Api api, String cidr) {
        return api.post(
                        "/v1/subnet",
                        "{\"name\":\"s\",\"zoneName\":\"cn-bj-a\",\"cidr\":\"" + cidr
                                + "\",\"vpcId\":\"vpc-emulator0001\"}")
                .ok()
                .text("/subnetId");
    }

    private static String balancerIn(String subnetId) {
        return "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"" + subnetId + "\"}";
    }

    private static String machineIn(String subnetId) {
        return "{\"imageId\":\"m-centos79\",\"spec\":\"bcc.g5.c1m4\",\"billing\":{\"paymentTiming\":\"Postpaid\"},"
                + "\"zoneName\":\"cn-bj-a\",\"subnetId\":\"" + subnetId + "\"}";
    }

    @Test
    void anEipIsBoundToOneBalancerAndABalancerHasOneEip() throws Exception {
        Api api = Api.of(emulator);
        List<String> balancers = List.of(api.create(), api.create(), api.create());
        List<String> eips = List.of(eip(api), eip(api));

        List<Api.Answer> answers = together(i -> api.put(
                "/v1/eip/" + eips.get(i % 2) + "?bind",
                "{\"instanceType\":\"BLB\",\"instanceId\":\"" + balancers.get(i % 3) + "\"}"));

        assertThat(succeeded(answers)).isEqualTo(2);
        List<String> shown = new ArrayList<>();
        for (JsonNode each : api.get("/v1/blb").ok().json().path("blbList")) {
            if (!each.path("publicIp").asText().isEmpty()) {
                shown.add(each.path("publicIp").asText());
            }
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(eips);
    }

    @Test
    void balancersAndMachinesOfASubnetHaveDifferentAddresses() throws Exception {
        Api api = Api.of(emulator);
        String subnetId = subnet(api, "172.30.0.0/28");

        List<Api.Answer> answers = together(i -> i % 2 == 0
                ? api.post("/v1/blb", balancerIn(subnetId))
                : api.post("/v2/instanceBySpec", machineIn(subnetId)));

        // Of 16 addresses the first four and the last are reserved.
        assertThat(succeeded(answers)).isEqualTo(11);
        List<String> addresses = new ArrayList<>();
        api.get("/v1/blb")
                .ok()
                .json()
                .path("blbList")
                .forEach(each -> addresses.add(each.path("address").asText()));
        for (JsonNode each : api.get("/v2/instance").ok().json().path("instances")) {
            if (each.path("subnetId").asText().equals(subnetId)) {
                addresses.add(each.path("internalIp").asText());
            }
        }
        assertThat(addresses).hasSize(11).doesNotHaveDuplicates();
        assertThat(api.get("/v1/subnet/" + subnetId)
                        .ok()
                        .json()
                        .at("/subnet/availableIp")
                        .asInt())
                .isZero();
    }

    @Test
    void aBalancerDoesNotGetTheAddressThatAMachineHas() {
        Api api = Api.of(emulator);
        String subnetId = subnet(api, "172.30.0.0/29");
        // Of eight addresses three are free; machines take the last ones first.
        api.post("/v2/instanceBySpec", machineIn(subnetId)).ok();
        api.post("/v2/instanceBySpec", machineIn(subnetId)).ok();

        String blbId = api.post("/v1/blb", balancerIn(subnetId)).ok().text("/blbId");

        assertThat(api.get("/v1/blb/" + blbId).ok().text("/address")).isEqualTo("172.30.0.4");
        api.post("/v1/blb", balancerIn(subnetId)).refused(400, "InstanceCreationFailed");
        assertThat(api.post("/v1/blb", balancerIn(subnetId).replace("}", ",\"address\":\"172.30.0.6\"}"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("172.30.0.6", "machine");
    }

    @Test
    void aQuotaIsKept() throws Exception {
        Api api = Api.of(emulator);

        List<Api.Answer> answers =
                together(i -> api.post("/v1/vpc", "{\"name\":\"v" + i + "\",\"cidr\":\"10." + i + ".0.0/16\"}"));

        // The default VPC counts.
        assertThat(succeeded(answers)).isEqualTo(9);
        assertThat(api.get("/v1/vpc").ok().json().path("vpcs")).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aWorldThatCallsMadeIsTheSameAfterExportAndImport(long seed) {
        Api api = Api.of(emulator);
        Random random = new Random(seed);
        List<String> balancers = new ArrayList<>();
        List<String> subnets = new ArrayList<>();
        for (int step = 0; step < 25; step++) {
            switch (random.nextInt(6)) {
                case 0 -> subnets.add(subnet(api, "172.30." + step + ".0/24"));
                case 1 -> eip(api);
                case 2 ->
                    api.post(
                                    "/v2/securityGroup",
                                    "{\"name\":\"g" + step
                                            + "\",\"rules\":[{\"direction\":\"ingress\",\"portRange\":\"80\"}]}")
                            .ok();
                case 3 -> {
                    if (!subnets.isEmpty()) {
                        api.post("/v2/instanceBySpec", machineIn(subnets.get(random.nextInt(subnets.size()))))
                                .ok();
                    }
                }
                case 4 -> {
                    String subnetId = subnets.isEmpty() ? "sbn-emulator0001" : subnets.get(0);
                    balancers.add(api.post("/v1/blb", balancerIn(subnetId)).ok().text("/blbId"));
                }
                default -> {
                    if (!balancers.isEmpty()) {
                        // Refused for a balancer that has one already, which leaves the world as it was.
                        api.put(
                                "/v1/eip/" + eip(api) + "?bind",
                                "{\"instanceType\":\"BLB\",\"instanceId\":\""
                                        + balancers.get(random.nextInt(balancers.size())) + "\"}");
                    }
                }
            }
        }
        String path = "/_blb/world?account=" + api.account() + "&secrets=true";
        String world = api.get(path).ok().body();
        String eips = api.get("/v1/eip").ok().body();
        String machines = api.get("/v2/instance").ok().body();

        api.post("/_blb/reset?account=" + api.account(), "").ok();
        assertThat(api.get(path).ok().body()).isNotEqualTo(world);
        api.post("/_blb/seed?account=" + api.account(), world).ok();

        assertThat(api.get(path).ok().body()).isEqualTo(world);
        assertThat(api.get("/v1/eip").ok().body()).isEqualTo(eips);
        assertThat(api.get("/v2/instance").ok().body()).isEqualTo(machines);
    }
}
