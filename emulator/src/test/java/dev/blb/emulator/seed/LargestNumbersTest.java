package dev.blb.emulator.seed;

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

/** Numbers and times at the upper end of what a seed may hold. */
class LargestNumbersTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static void exportAndImport(Api api) {
        String world = api.text("/_blb/world");
        api.post("/_blb/reset", "").ok();
        api.post("/_blb/seed", world).ok();
        assertThat(api.text("/_blb/world")).isEqualTo(world);
    }

    @Test
    void theLargestOrdinalIsTheLast() {
        String seed = "{\"accounts\":[{\"account\":\"" + api.account() + "\",\"state\":{\"lastOrdinal\":%d}}]}";
        assertThat(api.post("/_blb/seed", seed.formatted(2147483648L))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("lastOrdinal is 2147483648");
        api.post("/_blb/seed", seed.formatted(2147483645L)).ok();
        api.create();
        String last = api.create();
        for (int i = 0; i < 2; i++) {
            assertThat(api.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}")
                            .refused(413, "QuotaExceeded")
                            .message())
                    .contains(api.account(), "2147483647");
        }
        String next = api.get("/v1/blb?maxKeys=1").text("/nextMarker");
        assertThat(api.get("/v1/blb?marker=" + next).ok().text("/blbList/0/blbId"))
                .isEqualTo(last);
        exportAndImport(api);
        api.delete("/v1/blb/" + last).ok();
        exportAndImport(api);
    }

    @Test
    void aTimeAtTheEndOfTheCalendarIsNoEndOfTheEmulator() {
        String end = "9999-12-31T23:59:59.999Z";
        api.post(
                        "/_blb/seed",
                        ("{`loadBalancers`:[{`account`:`" + api.account()
                                        + "`,`blbId`:`lb-1`,`name`:`n`,`vpcId`:`vpc-1`,`subnetId`:`sbn-1`,`address`:`10.1.1.1`,"
                                        + "`billing`:{`paymentTiming`:`Prepaid`},`performanceLevel`:`small1`,"
                                        + "`listeners`:[{`listenerType`:`TCP`,`listenerPort`:80,`backendPort`:80,`scheduler`:`RoundRobin`}],"
                                        + "`backendServerList`:[{`instanceId`:`i-1`}],"
                                        + "`state`:{`ordinal`:1,`createTime`:`" + end + "`,`expireTime`:`" + end
                                        + "`,`autoRenewMonths`:36,`change`:{`kind`:`UPDATED`,`delay`:{`settle`:{`at`:`"
                                        + end
                                        + "`,`reads`:2147483647}}}}}],"
                                        + "`health`:[{`instanceId`:`i-1`,`script`:`up 10s, down 5s, repeat`,`since`:`"
                                        + end + "`}],"
                                        + "`eips`:[{`account`:`" + api.account()
                                        + "`,`eip`:`198.51.100.9`,`paymentTiming`:`Prepaid`,`expireTime`:`"
                                        + end + "`}]}")
                                .replace('`', '"'))
                .ok();
        for (String path : new String[] {
            "/v1/blb",
            "/v1/blb/lb-1",
            "/v1/blb/lb-1/backendserver?listenerPort=80",
            "/v1/eip",
            "/_blb/loadbalancers",
            "/_blb/loadbalancers/lb-1/health",
            "/_blb/loadbalancers/lb-1"
        }) {
            api.get(path).ok();
        }
        api.post("/_blb/loadbalancers/lb-1/settle", "").ok();
        for (String[] call : new String[][] {
            {"/v1/blb/lb-1?action=RESIZE", "{\"performanceLevel\":\"medium1\"}"},
            {"/v1/blb/lb-1/charge?action=TO_POSTPAY", "{\"billingMethod\":\"BySpec\"}"},
        }) {
            assertThat(api.post(call[0], call[1]).status()).isLessThan(500);
        }
        assertThat(api.delete("/v1/eip/198.51.100.9").status()).isEqualTo(403);
        exportAndImport(api);
    }
}
