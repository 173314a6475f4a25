package dev.blb.emulator.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.SettingsTable;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void ofManyTheFirstAreNamed() {
        assertThat(Names.of(List.of("a", "b"))).isEqualTo("a, b");
        assertThat(Names.of(Collections.nCopies(20, "x")))
                .doesNotContain("more")
                .hasSize(58);
        assertThat(Names.of(Collections.nCopies(25, "x"))).isEqualTo("x, ".repeat(19) + "x and 5 more");
    }

    @Test
    void whatManyUseIsRefusedInAShortMessage() {
        try (BlbEmulator emulator = BlbEmulator.start(
                Settings.DEFAULTS.with(SettingsTable.PORT, 0).with(SettingsTable.AUTH, AuthMode.PARSE))) {
            Api api = Api.of(emulator);
            String account = "?account=" + api.account();
            api.put("/_blb/world/vpcs/vpc-1" + account, "{\"cidr\":\"10.1.0.0/16\"}")
                    .ok();
            api.put("/_blb/world/subnets/sbn-1" + account, "{\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.1.0/24\"}")
                    .ok();
            for (int i = 0; i < 25; i++) {
                api.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}")
                        .ok();
            }
            for (String path : new String[] {"/v1/subnet/sbn-1", "/_blb/world/subnets/sbn-1" + account}) {
                Api.Answer answer = api.delete(path);
                assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(400);
                assertThat(answer.message()).contains("load balancer lb-", " and 5 more");
            }
        }
    }
}
