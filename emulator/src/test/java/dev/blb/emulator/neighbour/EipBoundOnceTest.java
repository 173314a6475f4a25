package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An EIP is bound to one thing: a declaration binds none to a machine that a load balancer has. */
class EipBoundOnceTest {
    private static final String EIP = "203.0.113.10";
    private static final String OF_MACHINE = "{\"instanceType\":\"BCC\",\"instanceId\":\"i-emul0001\"}";

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);
    private final String mine = "?account=" + api.account();

    @AfterEach
    void stop() {
        emulator.close();
    }

    private String balancer() {
        return api.create("\"eip\":\"" + EIP + "\"");
    }

    private static void isRefused(Api.Answer answer, String blbId) {
        assertThat(answer.refused(400, "InvalidParameter").message())
                .contains("\"" + EIP + "\"", "load balancer " + blbId, "machine i-emul0001");
    }

    private void isOfTheBalancer(String blbId) {
        Api.Answer listed = api.get("/v1/eip?eip=" + EIP).ok();
        assertThat(listed.text("/eipList/0/instanceId")).isEqualTo(blbId);
        assertThat(listed.text("/eipList/0/instanceType")).isEqualTo("BLB");
        assertThat(api.get("/v2/instance/i-emul0001").ok().text("/instance/publicIp"))
                .isEmpty();
        assertThat(api.get("/v1/blb/" + blbId).ok().text("/publicIp")).isEqualTo(EIP);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressOfALoadBalancerIsBoundToNoMachine(boolean own) {
        String blbId = balancer();
        String query = own ? mine : "";
        String world = api.text("/_blb/world");

        isRefused(api.put("/_blb/world/eips/" + EIP + query, OF_MACHINE), blbId);
        isRefused(
                api.post("/_blb/seed" + query, "eips: [{eip: " + EIP + ", instanceType: BCC, instanceId: i-emul0001}]"),
                blbId);

        assertThat(api.text("/_blb/world")).isEqualTo(world);
        isOfTheBalancer(blbId);
        api.put("/_blb/world/eips/" + EIP + query, "{\"name\":\"free\"}").ok();
        api.put("/_blb/world/eips/203.0.113.11" + query, OF_MACHINE).ok();
        api.delete("/v1/blb/" + blbId).ok();
        api.delete("/_blb/world/eips/203.0.113.11" + query + (own ? "&" : "?") + "force=true")
                .ok();
        api.delete("/_blb/world/eips/" + EIP + mine + "&force=true").ok();
        api.put("/_blb/world/eips/" + EIP + query, OF_MACHINE).ok();
        assertThat(api.get("/v2/instance/i-emul0001").text("/instance/publicIp"))
                .isEqualTo(EIP);
    }

    @Test
    void theRefusalNamesTheOtherAccount() {
        String blbId = balancer();

        assertThat(api.as("another").put("/_blb/world/eips/" + EIP, OF_MACHINE).message())
                .contains("load balancer " + blbId, "of account " + api.account());
        api.put("/_blb/world/eips/" + EIP + "?account=another", OF_MACHINE).ok();
    }

    @Test
    void aDeclarationThatHidesAnotherOneStays() {
        api.put("/_blb/world/eips/" + EIP + mine, "{}").ok();
        String blbId = balancer();
        api.put("/_blb/world/eips/" + EIP, OF_MACHINE).ok();
        isOfTheBalancer(blbId);

        isRefused(api.delete("/_blb/world/eips/" + EIP + mine), blbId);
        isRefused(api.delete("/_blb/world/eips/" + EIP + mine + "&force=true"), blbId);
        isOfTheBalancer(blbId);
    }

    @Test
    void aLoadBalancerOfAnExportDoesNotGetTheAddressOfAMachine() {
        String blbId = balancer();
        String world = api.text("/_blb/world" + mine);
        api.post("/_blb/reset", "").ok();
        api.put("/_blb/world/eips/" + EIP, OF_MACHINE).ok();

        assertThat(api.post("/_blb/seed" + mine, world)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("body:", "eip is \"" + EIP + "\"", "i-emul0001");
        api.get("/v1/blb/" + blbId).refused(404, "InstanceNotFound");
        api.delete("/_blb/world/eips/" + EIP + "?force=true").ok();
        api.post("/_blb/seed" + mine, world).ok();
        isOfTheBalancer(blbId);
    }

    @Test
    void aRestoreBringsBackNoAddressOfAMachine() {
        String blbId = balancer();
        api.put("/_blb/snapshots/bound" + mine, "").ok();
        api.delete("/v1/blb/" + blbId).ok();
        api.delete("/_blb/world/eips/" + EIP + mine + "&force=true").ok();
        api.put("/_blb/world/eips/" + EIP, OF_MACHINE).ok();

        isRefused(api.post("/_blb/snapshots/bound/restore" + mine, ""), blbId);
        api.get("/v1/blb/" + blbId).refused(404, "InstanceNotFound");
        api.delete("/_blb/world/eips/" + EIP + "?force=true").ok();
        api.post("/_blb/snapshots/bound/restore" + mine, "").ok();
        isOfTheBalancer(blbId);
    }
}
