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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of a list are together the list, whatever order its service has its things in. */
@TestInstance(Lifecycle.PER_CLASS)
class PagesOfListsTest {
    private static final int MADE = 6;

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterAll
    void stop() {
        emulator.close();
    }

    @BeforeAll
    void make() {
        String tableId = api.get("/v1/route?vpcId=vpc-emulator0001").ok().text("/routeTableId");
        for (int i = 0; i < MADE; i++) {
            String name = "n" + i;
            api.post("/v1/eip", "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"Postpaid\"}}")
                    .ok();
            api.post("/v1/vpc", "{\"name\":\"" + name + "\",\"cidr\":\"10.0.0.0/8\"}")
                    .ok();
            api.post("/v2/securityGroup", "{\"name\":\"" + name + "\"}").ok();
            api.post("/v1/enterprise/security", "{\"name\":\"" + name + "\"}").ok();
            api.post(
                            "/v1/subnet",
                            "{\"name\":\"" + name
                                    + "\",\"zoneName\":\"cn-bj-a\",\"vpcId\":\"vpc-emulator0001\",\"cidr\":\"172.31."
                                    + i + ".0/24\"}")
                    .ok();
            api.post(
                            "/v1/route/rule",
                            "{\"routeTableId\":\"" + tableId
                                    + "\",\"sourceAddress\":\"0.0.0.0/0\",\"destinationAddress\":\"10." + i
                                    + ".0.0/16\",\"nexthopId\":\"i-emul0001\",\"nexthopType\":\"custom\"}")
                    .ok();
        }
    }

    private static List<String> ids(JsonNode items, String id) {
        List<String> ids = new ArrayList<>();
        items.forEach(each -> ids.add(each.path(id).asText()));
        return ids;
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/volume?, volumes, id, 1",
        "/v2/volume?, volumes, id, 3",
        "/v2/instance?, instances, id, 3",
        "/v2/image?, images, id, 2",
        "/v2/securityGroup?, securityGroups, id, 3",
        "/v1/enterprise/security?, enterpriseSecurityGroups, id, 3",
        "/v1/eip?, eipList, eip, 3",
        "/v1/vpc?, vpcs, vpcId, 2",
        "/v1/subnet?, subnets, subnetId, 2",
        "/v1/route/rule?vpcId=vpc-emulator0001&, routeRules, routeRuleId, 1",
        "/v1/route/rule?vpcId=vpc-emulator0001&, routeRules, routeRuleId, 4"
    })
    void thePagesOfAListAreTheList(String path, String items, String id, int maxKeys) {
        List<String> all = ids(api.get(path).ok().json().path(items), id);
        assertThat(all).hasSizeGreaterThanOrEqualTo(MADE);
        List<String> paged = new ArrayList<>();
        String marker = "";
        for (int page = 0; page < all.size(); page++) {
            Api.Answer answer =
                    api.get(path + "maxKeys=" + maxKeys + "&marker=" + marker).ok();
            List<String> found = ids(answer.json().path(items), id);
            assertThat(answer.text("/marker")).isEqualTo(marker.isEmpty() ? "" : found.get(0));
            paged.addAll(found);
            if (!answer.json().path("isTruncated").booleanValue()) {
                break;
            }
            marker = answer.text("/nextMarker");
        }

        assertThat(paged).isEqualTo(all);
    }
}
