package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the lists of machines filter by and show. */
@TestInstance(Lifecycle.PER_CLASS)
class MachineRulesTest {
    private static final String ORDER =
            "{\"imageId\":\"m-centos79\",\"spec\":\"bcc.g5.c1m4\",\"billing\":{\"paymentTiming\":\"Postpaid\"}";

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String order(String more) {
        return ORDER + ",\"zoneName\":\"cn-bj-a\"" + more.replace('`', '"') + "}";
    }

    private static String made(Api api, String more) {
        return api.post("/v2/instanceBySpec", order(more)).ok().text("/instanceIds/0");
    }

    private static List<String> ids(Api api, String filter) {
        List<String> ids = new ArrayList<>();
        for (JsonNode each : api.get("/v2/instance?" + filter).ok().json().path("instances")) {
            ids.add(each.path("id").asText());
        }
        return ids;
    }

    @Test
    void listsFilterByWhatMachinesHave() {
        Api own = Api.of(emulator);
        String first = made(own, ",`tags`:[{`tagKey`:`team`,`tagValue`:`a`},{`tagKey`:`env`,`tagValue`:`x`}]");
        String second = made(own, ",`tags`:[{`tagKey`:`team`,`tagValue`:`b`}]");
        String disk = own.get("/v2/volume?instanceId=" + second).ok().text("/volumes/0/id");

        assertThat(ids(own, "tags=team:zzz")).isEmpty();
        assertThat(ids(own, "tags=team:a")).containsExactly(first);
        assertThat(ids(own, "tags=team")).containsExactlyInAnyOrder(first, second);
        assertThat(ids(own, "tags=env:x,team:b")).containsExactlyInAnyOrder(first, second);
        assertThat(ids(own, "tags=team&instanceIds=" + second)).containsExactly(second);
        assertThat(ids(own, "volumeIds=v-none," + disk)).containsExactly(second);
        assertThat(ids(own, "volumeIds=v-none")).isEmpty();
        assertThat(ids(own, "dedicatedHostId=d-1")).isEmpty();
        assertThat(ids(own, "dedicateHostId=d-1")).isEmpty();
        assertThat(ids(own, "deploySetIds=dset-1,")).isEmpty();
        assertThat(ids(own, "tags=&deploySetIds=&dedicatedHostId=&volumeIds=")).hasSize(12);
        assertThat(own.get("/v2/instance?instanceIds=" + "i-1,".repeat(100) + "i-1")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("instanceIds", "at most 100 ids");
        assertThat(own.get("/v2/volume?clusterId=c-1").ok().json().path("volumes"))
                .isEmpty();
        own.get("/v2/image?imageType=Other").refused(400, "InvalidParameter");
        assertThat(own.get("/v2/image?imageType=Custom").ok().json().path("images"))
                .isEmpty();
    }

    @Test
    void aSizeHasAllItsMembers() {
        JsonNode flavor = api.get("/v2/instance/flavorSpec?specs=bcc.g5.c2m8")
                .ok()
                .json()
                .at("/zoneResources/0/bccResources/flavorGroups/0/flavors/0");

        assertThat(flavor.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "spec",
                        "specId",
                        "cpuCount",
                        "memoryCapacityInGB",
                        "productType",
                        "ephemeralDiskInGb",
                        "ephemeralDiskCount",
                        "ephemeralDiskType",
                        "gpuCardType",
                        "gpuCardCount",
                        "fpgaCardType",
                        "fpgaCardCount",
                        "cpuModel",
                        "cpuGHz",
                        "networkBandwidth",
                        "networkPackage");
        assertThat(flavor.path("productType").asText()).isEqualTo("PostPaid");
        assertThat(flavor.path("cpuGHz").isTextual()).isTrue();
        assertThat(flavor.path("networkBandwidth").isTextual()).isTrue();
        assertThat(flavor.path("networkPackage").isTextual()).isTrue();
    }
}
