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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the calls of machines refuse, what they take where a member is absent, and what the lists filter by. */
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
    void withoutGroupsAMachineHasTheDefaultOneOfItsVpc() {
        String vpcId = api.post("/v1/vpc", "{\"name\":\"other\",\"cidr\":\"172.16.0.0/16\"}")
                .ok()
                .text("/vpcId");
        String subnetId = api.post(
                        "/v1/subnet",
                        "{\"name\":\"s\",\"cidr\":\"172.16.0.0/24\",\"zoneName\":\"cn-bj-a\",\"vpcId\":\"" + vpcId
                                + "\"}")
                .ok()
                .text("/subnetId");
        String group = api.get("/v2/securityGroup?vpcId=" + vpcId).ok().text("/securityGroups/0/id");

        String id = made(api, ",`subnetId`:`" + subnetId + "`");

        assertThat(api.get("/v2/instance/" + id).ok().text("/instance/nicInfo/securityGroups/0"))
                .isEqualTo(group);
    }

    @Test
    void onlyAStoppedMachineStartsAndOnlyARunningOneStops() {
        String path = "/v2/instance/" + made(api, "");

        assertThat(api.put(path + "?start", "")
                        .refused(409, "Instance.StartInstanceOperationForbidden")
                        .message())
                .startsWith("Instance not stopped when starting.")
                .contains("Running");
        api.put(path + "?stop", "{}").ok();
        assertThat(api.put(path + "?stop", "{\"forceStop\":true}")
                        .refused(409, "Instance.StopInstanceOperationForbidden")
                        .message())
                .startsWith("Instance not running when shutting down")
                .contains("Stopped");
        assertThat(api.get(path).text("/instance/status")).isEqualTo("Stopped");
        api.put(path + "?start", "").ok();
        api.put("/v2/instance/i-none?start", "").refused(404, "NoSuchObject");
        api.put("/v2/instance/i-none?stop", "{}").refused(404, "NoSuchObject");
    }

    @Test
    void aMachineHasAtMostTenGroups() {
        String path = "/v2/instance/" + made(api, ",`securityGroupIds`:[`g-1`]");
        for (int i = 2; i <= 10; i++) {
            api.put(path + "?bind", "{\"securityGroupId\":\"g-" + i + "\"}").ok();
        }

        assertThat(api.put(path + "?bind", "{\"securityGroupId\":\"g-11\"}")
                        .refused(413, "SecurityGroup.BindInstanceExceededLimit")
                        .message())
                .startsWith("Quota exceeds limit when binding instance to security group.");
        api.put(path + "?bind", "{\"securityGroupId\":\"g-10\"}").ok();
        assertThat(api.get(path).json().at("/instance/nicInfo/securityGroups")).hasSize(10);
        api.post(
                        "/v2/instanceBySpec",
                        order(",`securityGroupId`:`g-0`,`securityGroupIds`:[`g-1`,`g-2`,`g-3`,`g-4`,`g-5`,"
                                + "`g-6`,`g-7`,`g-8`,`g-9`,`g-10`]"))
                .refused(413, "SecurityGroup.BindInstanceExceededLimit");
    }

    @Test
    void enterpriseGroupsWinOverOrdinaryOnes() {
        String id =
                made(api, ",`securityGroupId`:`g-1`,`securityGroupIds`:[`g-2`],`enterpriseSecurityGroupIds`:[`esg-1`]");

        JsonNode card = api.get("/v2/instance/" + id).ok().json().at("/instance/nicInfo");
        assertThat(card.path("securityGroups")).isEmpty();
        assertThat(card.path("enterpriseSecurityGroups").toString()).isEqualTo("[\"esg-1\"]");
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
        own.get("/v2/image?imageType=BbcCustom").ok();
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

    @Test
    void theRootDiskHasADefault() {
        for (String id :
                List.of(made(api, ""), made(api, ",`rootDiskSizeInGb`:0,`rootDiskStorageType`:``"), "i-emul0001")) {
            JsonNode disk = api.get("/v2/volume?instanceId=" + id).ok().json().at("/volumes/0");
            assertThat(disk.path("diskSizeInGB").intValue()).isEqualTo(20);
            assertThat(disk.path("storageType").asText()).isEqualTo("hp1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`name`:`9 bad!` | name is",
                "`hostname`:`h` | hostname is",
                "`rootDiskSizeInGb`:1 | rootDiskSizeInGb is 1; allowed is an integer from 10 to 2048",
                "`rootDiskSizeInGb`:9 | rootDiskSizeInGb is 9",
                "`rootDiskSizeInGb`:2049 | rootDiskSizeInGb is 2049",
                "`zoneName`:`` | zoneName is"
            })
    void anOrderOutsideTheRangesIsRefused(String member, String message) {
        String order = member.contains("zoneName") ? ORDER + ",\"zoneName\":\"\"}" : order("," + member);

        assertThat(api.post("/v2/instanceBySpec", order)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(message);
    }

    @Test
    void anOrderAtTheEndsOfTheRangesIsTaken() {
        made(api, ",`name`:`x`,`hostname`:`ab`,`rootDiskSizeInGb`:10");
        String longName = "n".repeat(65);
        String id = made(api, ",`name`:`" + longName + "`,`hostname`:`" + "h".repeat(64) + "`,`rootDiskSizeInGb`:2048");
        assertThat(api.get("/v2/instance/" + id).ok().text("/instance/name")).isEqualTo(longName);
        String unnamed = made(api, ",`name`:``,`hostname`:``");
        assertThat(api.get("/v2/instance/" + unnamed).ok().text("/instance/name"))
                .startsWith("instance-");
        api.post("/v2/instanceBySpec", order(",`name`:`" + longName + "n`")).refused(400, "InvalidParameter");
        api.post("/v2/instanceBySpec", order(",`hostname`:`" + "h".repeat(65) + "`"))
                .refused(400, "InvalidParameter");
    }

    @Test
    void whatIsRequiredIsMissed() {
        assertThat(api.post("/v2/instanceBySpec", ORDER + "}")
                        .refused(400, "MissingParameter")
                        .message())
                .contains("zoneName");
        api.post(
                        "/v2/instance",
                        "{\"imageId\":\"m-centos79\",\"cpuCount\":1,\"memoryCapacityInGB\":4,"
                                + "\"billing\":{\"paymentTiming\":\"Postpaid\"}}")
                .ok();
        String path = "/v2/instance/" + made(api, "");
        assertThat(api.post(path, "{}").refused(400, "MissingParameter").message())
                .contains("relatedReleaseFlag");
        assertThat(api.post(path, "{\"relatedReleaseFlag\":false}")
                        .refused(400, "MissingParameter")
                        .message())
                .contains("deleteCdsSnapshotFlag");
        api.post(path, "{\"relatedReleaseFlag\":false,\"deleteCdsSnapshotFlag\":\"no\"}")
                .refused(400, "InappropriateJSON");
        api.get(path).ok();
    }

    @Test
    void oneCallBindsAKeyOfTagsOnce() {
        String path = "/v2/instance/" + made(api, ",`tags`:[{`tagKey`:`a`,`tagValue`:`0`}]");
        String tags =
                "{\"changeTags\":[{\"tagKey\":\"%s\",\"tagValue\":\"1\"},{\"tagKey\":\"%s\",\"tagValue\":\"2\"}]}";

        assertThat(api.put(path + "/tag?bind", tags.formatted("a", "a"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("changeTags[1]", "tagKey", "\"a\"");
        assertThat(api.get(path).ok().text("/instance/tags/0/tagValue")).isEqualTo("0");
        api.put(path + "/tag?bind", tags.formatted("a", "b")).ok();
        assertThat(api.get(path).ok().json().at("/instance/tags").toString())
                .isEqualTo("[{\"tagKey\":\"a\",\"tagValue\":\"1\"},{\"tagKey\":\"b\",\"tagValue\":\"2\"}]");
    }

    @Test
    void aMachineHasEachGroupOfItsOrderOnce() {
        for (String kind : List.of("securityGroup", "enterpriseSecurityGroup")) {
            String id =
                    made(api, ",`" + kind + "Ids`:[`" + (kind.startsWith("e") ? "esg-1`,`esg-1" : "g-1`,`g-1") + "`]");

            assertThat(api.get("/v2/instance/" + id).ok().json().at("/instance/nicInfo/" + kind + "s"))
                    .as(kind)
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vpcId=vpc-emulator0001, vpcId, privateIps",
        "privateIps=10.0.0.1, privateIps, vpcId",
        "privateIps=10.0.0.1&vpcId=, privateIps, vpcId",
        "instanceNames=web&fuzzyInstanceName=w, fuzzyInstanceName, instanceNames"
    })
    void filtersThatDoNotGoTogetherAreRefused(String query, String member, String other) {
        assertThat(api.get("/v2/instance?" + query)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(member + " is ", other);
    }

    @Test
    void aPrivateAddressIsFoundInItsVpc() {
        Api own = Api.of(emulator);
        String id = made(own, "");
        Api.Answer machine = own.get("/v2/instance/" + id).ok();
        String filter = "privateIps=10.9.9.9," + machine.text("/instance/internalIp") + "&vpcId=";

        assertThat(ids(own, filter + machine.text("/instance/vpcId"))).containsExactly(id);
        assertThat(ids(own, filter + "vpc-other")).isEmpty();
        assertThat(ids(own, "instanceNames=&fuzzyInstanceName=&vpcId=&privateIps="))
                .contains(id);
    }

    /** Its members without a value of the caller, by the Java SDK 0.10.448. */
    @Test
    void whatTheJavaSdkAlwaysSendsIsKnown() {
        Api strict = api.as("strict").with("unknownMembers", "refuse");
        String always = ",`localDiskSizeInGB`:0,`autoSeqSuffix`:false,`keepImageLogin`:false,`cdsAutoRenew`:false,"
                + "`disableRootDiskSerial`:false,`enableJumboFrame`:false,`cardCount`:1";
        strict.post("/v2/instanceBySpec", order(always + ",`cpuCount`:0,`memoryCapacityInGB`:0"))
                .ok();
        strict.post(
                        "/v2/instance",
                        order(always + ",`cpuCount`:1,`memoryCapacityInGB`:1").replace("\"spec\":\"bcc.g5.c1m4\",", ""))
                .ok();
    }

    @Test
    void ordinaryGroupsBesideEnterpriseOnesAreNamedAsWithoutEffect() {
        String enterprise = ",`enterpriseSecurityGroupIds`:[`esg-1`]";
        for (String ordinary : List.of(",`securityGroupIds`:[`g-1`]", ",`securityGroupId`:`g-1`")) {
            Api.Answer both =
                    api.post("/v2/instanceBySpec", order(enterprise + ordinary)).ok();
            assertThat(both.headers().firstValue("x-blb-emulator-warning").orElse(""))
                    .contains(ordinary.split("`", -1)[1], "enterpriseSecurityGroupIds");
            JsonNode card = api.get("/v2/instance/" + both.text("/instanceIds/0"))
                    .ok()
                    .json()
                    .at("/instance/nicInfo");
            assertThat(card.path("securityGroups")).isEmpty();
            assertThat(card.path("enterpriseSecurityGroups")).hasSize(1);
        }
        for (String quiet : List.of(
                enterprise,
                enterprise + ",`securityGroupIds`:[],`securityGroupId`:``",
                ",`securityGroupIds`:[`g-1`],`enterpriseSecurityGroupIds`:[]")) {
            assertThat(api.post("/v2/instanceBySpec", order(quiet))
                            .ok()
                            .headers()
                            .firstValue("x-blb-emulator-warning"))
                    .isEmpty();
        }
    }
}
