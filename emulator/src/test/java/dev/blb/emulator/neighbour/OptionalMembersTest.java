package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An optional member may be left out, and where the empty text is no value of it, that is the same. */
@TestInstance(Lifecycle.PER_CLASS)
class OptionalMembersTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @TempDir
    private Path directory;

    @AfterAll
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | Postpaid | ByBandwidth",
                "{`billingMethod`:`ByTraffic`} | Postpaid | ByTraffic",
                "{`paymentTiming`:``} | Postpaid | ByBandwidth",
                "{`paymentTiming`:``,`billingMethod`:``} | Postpaid | ByBandwidth",
                "{`paymentTiming`:null,`billingMethod`:`bytraffic`} | Postpaid | bytraffic",
                "{`reservation`:{`reservationLength`:0,`reservationTimeUnit`:``}} | Postpaid | ByBandwidth"
            })
    void anAddressIsPostpaidUnlessItsOrderSaysOtherwise(String billing, String timing, String method) {
        String eip = api.post("/v1/eip", "{\"bandwidthInMbps\":1,\"billing\":" + billing.replace('`', '"') + "}")
                .ok()
                .text("/eip");

        Api.Answer listed = api.get("/v1/eip?eip=" + eip).ok();
        assertThat(listed.text("/eipList/0/paymentTiming")).isEqualTo(timing);
        assertThat(listed.text("/eipList/0/billingMethod")).isEqualTo(method);
        assertThat(listed.text("/eipList/0/expireTime")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/instance, `cpuCount`:1;`memoryCapacityInGB`:1",
        "/v2/instanceBySpec, `spec`:`bcc.g5.c1m4`;`zoneName`:`cn-bj-a`"
    })
    void aMachineIsPostpaid(String path, String size) {
        for (String billing : new String[] {"{}", "{`paymentTiming`:``}"}) {
            String order = "{`imageId`:`m-centos79`,`billing`:" + billing + "," + size.replace(';', ',') + "}";
            String id = api.post(path, order.replace('`', '"')).ok().text("/instanceIds/0");
            assertThat(api.get("/v2/instance/" + id).text("/instance/paymentTiming"))
                    .isEqualTo("Postpaid");
        }
    }

    @Test
    void anEmptyNameLeavesAMachineItsName() {
        String path = "/v2/instance/i-emul0003";
        api.put(path + "?modifyAttribute", "{\"name\":\"kept\"}").ok();
        api.put(path + "?modifyAttribute", "{\"name\":\"\"}").ok();
        assertThat(api.get(path).text("/instance/name")).isEqualTo("kept");
    }

    @Test
    void aRouteRuleIsOfIpv4() {
        String tableId = api.get("/v1/route?vpcId=vpc-emulator0001").ok().text("/routeTableId");
        String rule = "{\"routeTableId\":\"" + tableId
                + "\",\"sourceAddress\":\"0.0.0.0/0\",\"nexthopId\":\"i-emul0001\",\"nexthopType\":\"custom\","
                + "\"ipVersion\":%s,\"destinationAddress\":\"10.%s.0.0/16\"}";
        api.post("/v1/route/rule", rule.formatted("\"\"", "1")).ok();
        api.post("/v1/route/rule", rule.formatted("\"4\"", "2")).ok();
        assertThat(api.post("/v1/route/rule", rule.formatted("\"6\"", "3"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("ipVersion is \"6\"");
    }

    @Test
    void aClientCertificateNeedsNoKey() throws Exception {
        MadeCertificate made = MadeCertificate.of(directory, "authority.example", "authority.example");
        String keyless = new MadeCertificate(made.certificate(), "").body("authority");
        String client = keyless.replaceFirst("\\{", "{\"certType\":2,");

        String certId = api.post("/v1/certificate", client).ok().text("/certId");
        assertThat(api.post("/v1/certificate", keyless)
                        .refused(400, "MissingParameter")
                        .message())
                .contains("certPrivateData is required");
        api.put("/v1/certificate/" + certId + "?certData", made.body("authority"))
                .ok();
        assertThat(api.get("/v1/certificate/" + certId + "/rawData").text("/certPrivateKey"))
                .isEqualTo(made.privateKey());
        api.put("/v1/certificate/" + certId + "?certData", client).ok();
        assertThat(api.get("/v1/certificate/" + certId + "/rawData").text("/certPrivateKey"))
                .isEmpty();
    }
}
