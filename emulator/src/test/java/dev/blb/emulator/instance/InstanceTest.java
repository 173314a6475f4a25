package dev.blb.emulator.instance;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_BACKENDS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LISTENERS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class InstanceTest {
    private final Settings config = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private final BlbEmulator emulator;

    InstanceTest() {
        emulator = TestEmulator.start(config);
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    @Test
    void createdInstanceIsShownInDetailAndListWithWhatWasSent() {
        Api api = Api.of(emulator);
        String id = api.create("""
                "name":"web-front", "desc":"说明", "address":"172.16.8.21", "eip":"203.0.113.10",
                "tags":[{"tagKey":"team","tagValue":"blue"},{"tagKey":"空 键/.-_"}],
                "allowDelete":false, "allowModify":false, "modificationProtectionReason":"on purpose",
                "performanceLevel":"small2", "billing":{"paymentTiming":"Postpaid","billingMethod":"BySpec"},
                "allocateIpv6":true, "layer4ClusterId":"c4", "layer7ClusterExclusive":false""");

        var detail = api.get("/v1/blb/" + id).ok();
        assertThat(id).matches("lb-[0-9a-f]{8}");
        assertThat(detail.json())
                .isEqualTo(Json.of("""
                        {"blbId":"%s","name":"web-front","desc":"说明","address":"172.16.8.21","status":"available",
                         "vpcId":"vpc-emulator0001","subnetId":"sbn-emulator0001","publicIp":"203.0.113.10",
                         "eipRouteType":"BGP",
                         "tags":[{"tagKey":"team","tagValue":"blue"},{"tagKey":"空 键/.-_","tagValue":""}],
                         "allowDelete":false,"allowModify":false,"modificationProtectionReason":"on purpose",
                         "paymentTiming":"Postpaid","billingMethod":"BySpec","layer4ClusterId":"c4",
                         "layer7ClusterExclusive":false,"cidr":"172.16.0.0/12","vpcName":"emulator-default",
                         "createTime":"%s","listener":[],"supportAcl":false,"ipv6":"%s",
                         "performanceLevel":"small2"}""".formatted(id, detail.text("/createTime"), detail.text("/ipv6"))));
        assertThat(detail.text("/createTime")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(detail.text("/ipv6")).startsWith("2001:db8::");
        assertThat(api.get("/v1/blb").text("/blbList/0/publicIp")).isEqualTo("203.0.113.10");
    }

    @Test
    void aPlainInstanceHasDefaultsAndNoPerformanceLevel() {
        Api api = Api.of(emulator);
        var detail = api.get("/v1/blb/" + api.create()).ok();

        assertThat(detail.text("/name")).matches("BLB-beijing-[0-9a-f]{8}");
        assertThat(detail.json().path("tags").isNull()).isTrue();
        assertThat(detail.json().has("performanceLevel")).isFalse();
        assertThat(detail.json().has("billingMethod")).isFalse();
        assertThat(detail.json().has("publicIp")).isFalse();
        assertThat(detail.text("/ipv6")).isEmpty();
        assertThat(detail.text("/paymentTiming")).isEqualTo("Postpaid");
        assertThat(detail.json().path("allowDelete").asBoolean()).isTrue();
    }

    @Test
    void updateChangesWhatItNamesAndKeepsTheRest() {
        Api api = Api.of(emulator);
        String id = api.create("\"name\":\"before\",\"desc\":\"note\"");

        var answer = api.put("/v1/blb/" + id, "{\"name\":\"after\",\"desc\":null,\"allocateIpv6\":true}")
                .ok();
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("content-length")).contains("0");

        var detail = api.get("/v1/blb/" + id).ok();
        assertThat(detail.text("/name")).isEqualTo("after");
        assertThat(detail.text("/desc")).isEqualTo("note");
        assertThat(detail.text("/ipv6")).isNotEmpty();
        api.put("/v1/blb/" + id, "{\"allocateIpv6\":false}").ok();
        assertThat(api.get("/v1/blb/" + id).text("/ipv6")).isEmpty();
    }

    @Test
    void aclAndModificationProtectionAreSetAndShown() {
        Api api = Api.of(emulator);
        String id = api.create();

        api.put("/v1/blb/acl/" + id, "{}").ok();
        api.put(
                        "/v1/blb/modification_protection/" + id,
                        "{\"allowModify\":false,\"modificationProtectionReason\":\"x\"}")
                .ok();
        var detail = api.get("/v1/blb/" + id).ok();
        assertThat(detail.json().path("supportAcl").asBoolean()).isTrue();
        assertThat(detail.json().path("allowModify").asBoolean(true)).isFalse();
        assertThat(detail.text("/modificationProtectionReason")).isEqualTo("x");
        // Modification protection binds the console only.
        api.put("/v1/blb/" + id, "{\"name\":\"still-writable\"}").ok();
        api.put("/v1/blb/acl/" + id, "{\"supportAcl\":false}").ok();
        assertThat(api.get("/v1/blb/" + id).json().path("supportAcl").asBoolean(true))
                .isFalse();
    }

    @Test
    void releaseTakesEverythingWithItUnlessProtected() {
        Api api = Api.of(emulator);
        String id = api.create("\"allowDelete\":false");
        api.createTcp(id, 80);

        api.delete("/v1/blb/" + id).refused(403, "AccessDenied");
        api.put("/v1/blb/" + id, "{\"allowDelete\":true}").ok();
        api.delete("/v1/blb/" + id).ok();
        api.get("/v1/blb/" + id).refused(404, "InstanceNotFound");
        api.get("/v1/blb/" + id + "/listener").refused(404, "InstanceNotFound");
        api.delete("/v1/blb/" + id).refused(404, "InstanceNotFound");
        assertThat(api.get("/v1/blb").json().path("blbList")).isEmpty();
    }

    @Test
    void nothingIsSeenAcrossAccounts() {
        Api mine = Api.of(emulator);
        Api other = Api.of(emulator);
        String id = mine.create();

        assertThat(other.get("/v1/blb").json().path("blbList")).isEmpty();
        other.get("/v1/blb/" + id).refused(404, "InstanceNotFound");
        other.put("/v1/blb/" + id, "{}").refused(404, "InstanceNotFound");
        other.delete("/v1/blb/" + id).refused(404, "InstanceNotFound");
        other.post("/v1/blb/" + id + "/TCPlistener", Api.tcp(80)).refused(404, "InstanceNotFound");
        other.get("/v1/blb/" + id + "/backendserver").refused(404, "InstanceNotFound");
        mine.get("/v1/blb/" + id).ok();
    }

    private static void attach(Api api, String blbId, String machine) {
        api.post(
                        "/v1/blb/" + blbId + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\"}]}")
                .ok();
    }

    @Test
    void filtersCombineWithAnd() {
        Api api = Api.of(emulator);
        String web = api.create("\"name\":\"web.front\"");
        String db = api.create("\"name\":\"db-web\"");
        String six = api.create("\"name\":\"six\",\"type\":\"ipv6\"");
        Api other = Api.of(emulator);
        attach(api, db, "i-1");
        attach(api, web, "i-2");
        attach(other, other.create(), "i-1");

        assertThat(ids(api, "")).containsExactly(web, db);
        assertThat(ids(api, "?type=normal")).containsExactly(web, db);
        assertThat(ids(api, "?type=ipv6")).containsExactly(six);
        assertThat(ids(api, "?name=web")).containsExactly(web, db);
        assertThat(ids(api, "?name=web&exactlyMatch=True")).isEmpty();
        assertThat(ids(api, "?name=web.front&exactlyMatch=true")).containsExactly(web);
        assertThat(ids(api, "?name=.")).as("no regular expression").containsExactly(web);
        assertThat(ids(api, "?name=%25")).as("no LIKE pattern").isEmpty();
        assertThat(ids(api, "?blbId=" + db)).containsExactly(db);
        assertThat(ids(api, "?blbId=lb-")).as("exact").isEmpty();
        assertThat(ids(api, "?bccId=i-1")).containsExactly(db);
        assertThat(ids(api, "?bccId=i-1&name=front")).isEmpty();
        assertThat(ids(api, "?bccId=i-2&blbId=" + db)).isEmpty();
        attach(api, db, "i-2");
        assertThat(ids(api, "?bccId=i-2")).as("by ordinal").containsExactly(web, db);
        assertThat(ids(api, "?address=" + api.get("/v1/blb/" + web).text("/address")))
                .containsExactly(web);
        assertThat(ids(api, "?name=")).as("empty counts as absent").containsExactly(web, db);
        api.get("/v1/blb?exactlyMatch=maybe").refused(400, "InvalidParameter");
        api.get("/v1/blb/" + six + "?type=normal").ok();
    }

    @Test
    void anInstanceOfTypeIpv6HasItsIpv6AddressEverywhere() {
        Api api = Api.of(emulator);
        var created = api.post(
                        "/v1/blb",
                        "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\",\"type\":\"ipv6\"}")
                .ok();
        String id = created.text("/blbId");
        assertThat(created.text("/address")).isEqualTo("2001:db8::1");
        assertThat(api.get("/v1/blb/" + id).text("/address")).isEqualTo("2001:db8::1");
        assertThat(api.get("/v1/blb/" + id).text("/ipv6")).isEqualTo("2001:db8::1");
        assertThat(api.get("/v1/blb?type=ipv6").text("/blbList/0/address")).isEqualTo("2001:db8::1");
        assertThat(ids(api, "?type=ipv6&address=2001:DB8::1&exactlyMatch=true")).containsExactly(id);
        assertThat(ids(api, "?type=ipv6&address=2001:db8::0:1&exactlyMatch=true"))
                .containsExactly(id);
        assertThat(ids(api, "?type=ipv6&address=DB8")).containsExactly(id);
        api.put("/v1/blb/" + id, "{\"allocateIpv6\":true}").ok();
        assertThat(api.get("/v1/blb/" + id).text("/ipv6")).isEqualTo("2001:db8::1");
        api.put("/v1/blb/" + id, "{\"allocateIpv6\":false}").refused(400, "InvalidParameter");
    }

    @Test
    void anIpv6AddressMayBeChosenAndIsUnique() {
        Api api = Api.of(emulator);
        String wanted = "\"type\":\"ipv6\",\"address\":\"2001:DB8:0:0:0:0:0:3\"";
        String first = api.create(wanted);
        assertThat(api.get("/v1/blb/" + first).text("/address")).isEqualTo("2001:db8::3");
        String body = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"," + wanted + "}";
        assertThat(api.post("/v1/blb", body).refused(400, "InvalidParameter").message())
                .contains("2001:db8::3", "another load balancer");
        assertThat(api.post("/v1/blb", body.replace("2001:DB8:0:0:0:0:0:3", "10.0.0.1"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("address", "10.0.0.1", "IPv6");
        api.post("/v1/blb", body.replace("\"type\":\"ipv6\",", "")).refused(400, "InvalidParameter");
        // The addresses that are assigned go round the chosen one.
        List<String> assigned = IntStream.range(0, 3)
                .mapToObj(i -> api.create(i == 1 ? "\"allocateIpv6\":true" : "\"type\":\"ipv6\""))
                .map(id -> api.get("/v1/blb/" + id).text("/ipv6"))
                .toList();
        assertThat(assigned).doesNotHaveDuplicates().doesNotContain("2001:db8::3");
    }

    @Test
    void anAddressFilterMatchesAPartUnlessExactly() {
        Api api = Api.of(emulator);
        String three = api.create("\"address\":\"172.16.8.3\"");
        String thirty = api.create("\"address\":\"172.16.8.30\"");
        assertThat(ids(api, "?address=172.16.8.3")).containsExactly(three, thirty);
        assertThat(ids(api, "?address=8.3")).containsExactly(three, thirty);
        assertThat(ids(api, "?address=172.16.8.3&exactlyMatch=true")).containsExactly(three);
        assertThat(ids(api, "?address=8.3&exactlyMatch=true")).isEmpty();
        assertThat(ids(api, "?address=%25")).as("no LIKE pattern").isEmpty();
    }

    @Test
    void keysOfTagsAreUnique() {
        Api api = Api.of(emulator);
        var refusal = api.post(
                        "/v1/blb",
                        "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"tags\":[{\"tagKey\":\"a\",\"tagValue\":\"1\"},"
                                + "{\"tagKey\":\"b\"},{\"tagKey\":\"a\",\"tagValue\":\"2\"}]}")
                .refused(400, "InvalidParameter");
        assertThat(refusal.message()).contains("tags[2].tagKey", "\"a\"");
        assertThat(ids(api, "")).isEmpty();
        api.create("\"tags\":[{\"tagKey\":\"a\"},{\"tagKey\":\"A\"}]");
    }

    @Test
    void emptyPlaceholdersCountAsAbsent() {
        Api api = Api.of(emulator);
        String id = api.create(
                "\"type\":\"\",\"performanceLevel\":\"\",\"eip\":\"\",\"address\":\"\",\"layer4ClusterId\":\"\","
                        + "\"layer7ClusterId\":\"\",\"resourceGroupId\":\"\",\"autoRenewTimeUnit\":\"\",\"billing\":"
                        + "{\"paymentTiming\":\"\",\"billingMethod\":\"\",\"reservation\":{\"reservationTimeUnit\":\"\"}}");
        var detail = api.get("/v1/blb/" + id).ok().json();
        for (String absent : List.of("performanceLevel", "billingMethod", "publicIp", "layer4ClusterId")) {
            assertThat(detail.has(absent)).as(absent).isFalse();
        }
        assertThat(detail.path("paymentTiming").asText()).isEqualTo("Postpaid");
    }

    @Test
    void aPostpaidCreateIgnoresTheReservation() {
        Api api = Api.of(emulator);
        for (String reservation : List.of(
                "{\"reservationLength\":0,\"reservationTimeUnit\":\"\"}",
                "{\"reservationLength\":10,\"reservationTimeUnit\":\"week\"}",
                "{}")) {
            api.create("\"billing\":{\"paymentTiming\":\"Postpaid\",\"reservation\":" + reservation + "}");
            api.create("\"billing\":{\"reservation\":" + reservation + "}");
            api.post("/v1/blb/price", "{\"billing\":{\"reservation\":" + reservation + "}}")
                    .ok();
        }
        api.post(
                        "/v1/blb",
                        "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"billing\":{\"paymentTiming\":\"Prepaid\","
                                + "\"reservation\":{\"reservationLength\":10}}}")
                .refused(400, "InvalidParameter");
    }

    @Test
    void aRowOfTheListHasWhatCollectorsRead() {
        Api api = Api.of(emulator);
        api.create(
                "\"performanceLevel\":\"small1\",\"billing\":{\"paymentTiming\":\"Prepaid\",\"billingMethod\":\"BySpec\","
                        + "\"reservation\":{\"reservationLength\":1}}");
        api.create("\"type\":\"ipv6\"");
        var row = api.get("/v1/blb").ok().json().at("/blbList/0");
        assertThat(row.path("type").asText()).isEqualTo("normal");
        assertThat(row.path("underlayVip").isTextual()).isTrue();
        assertThat(row.path("performanceLevel").asText()).isEqualTo("small1");
        assertThat(row.path("expireTime").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(row.path("billingMethod").asText()).isEqualTo("BySpec");
        assertThat(row.path("paymentTiming").asText()).isEqualTo("Prepaid");
        assertThat(row.path("allowModify").isBoolean()).isTrue();
        assertThat(row.path("modificationProtectionReason").isTextual()).isTrue();
        var six = api.get("/v1/blb?type=ipv6").ok().json().at("/blbList/0");
        assertThat(six.path("type").asText()).isEqualTo("ipv6");
        assertThat(six.has("expireTime")).isFalse();
        assertThat(six.has("performanceLevel")).as("shared").isFalse();
    }

    private static List<String> ids(Api api, String query) {
        List<String> ids = new ArrayList<>();
        api.get("/v1/blb" + query)
                .ok()
                .json()
                .path("blbList")
                .forEach(each -> ids.add(each.path("blbId").asText()));
        return ids;
    }

    @Test
    void pagesBeginAtTheirMarkerAndAreNeverShorterThanAsked() {
        Api api = Api.of(emulator);
        List<String> all = IntStream.range(0, 5).mapToObj(i -> api.create()).toList();

        var first = api.get("/v1/blb?maxKeys=2").ok();
        assertThat(first.json().path("blbList")).hasSize(2);
        assertThat(first.text("/marker")).isEqualTo("blb-00000001");
        assertThat(first.text("/nextMarker")).isEqualTo("blb-00000003");
        assertThat(first.json().path("isTruncated").asBoolean()).isTrue();
        assertThat(first.json().path("maxKeys").asInt()).isEqualTo(2);

        assertThat(ids(api, "?maxKeys=2&marker=blb-00000003")).isEqualTo(all.subList(2, 4));
        var last = api.get("/v1/blb?maxKeys=2&marker=blb-00000005").ok();
        assertThat(last.json().path("nextMarker").isNull()).isTrue();
        assertThat(last.json().path("isTruncated").asBoolean(true)).isFalse();
        api.delete("/v1/blb/" + all.get(2)).ok();
        assertThat(ids(api, "?maxKeys=1&marker=blb-00000003")).as("vanished").containsExactly(all.get(3));
        assertThat(ids(api, "?marker=blb-0000FFFF")).isEmpty();
        assertThat(api.get("/v1/blb?marker=blb-0000FFFF").json().path("marker").asText("?"))
                .isEmpty();
        for (String size : List.of("0", "-1", "1001", "99999999999999")) {
            assertThat(api.get("/v1/blb?maxKeys=" + size)
                            .ok()
                            .json()
                            .path("maxKeys")
                            .asInt())
                    .isEqualTo(1000);
        }
        for (String wrong : List.of("maxKeys=two", "marker=listener-0050", "marker=blb-1", "marker=%00")) {
            api.get("/v1/blb?" + wrong).refused(400, "InvalidParameter");
        }
    }

    @Test
    void addressesAreDistinctAndInsideTheDeclaredSubnet() {
        Api api = Api.of(emulator);
        String first = api.get("/v1/blb/" + api.create()).text("/address");
        assertThat(first).startsWith("172.1");

        // The next address is taken on purpose; the one after it must be found.
        String next = "172.16.0." + (Integer.parseInt(first.substring(first.lastIndexOf('.') + 1)) + 2);
        api.create("\"address\":\"" + next + "\"");
        String third = api.get("/v1/blb/" + api.create()).text("/address");
        assertThat(third).isNotIn(first, next);

        String body = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\",\"address\":\"%s\"}";
        api.post("/v1/blb", body.formatted(first)).refused(400, "InvalidParameter");
        api.post("/v1/blb", body.formatted("10.0.0.1")).refused(400, "InvalidParameter");
        api.post("/v1/blb", body.formatted("172.16.0.999")).refused(400, "InvalidParameter");
        api.post("/v1/blb", body.formatted("here")).refused(400, "InvalidParameter");
        assertThat(ids(api, "")).hasSize(3);
    }

    @Test
    void anEipIsBoundOnce() {
        Api api = Api.of(emulator);
        api.create("\"eip\":\"203.0.113.11\"");
        String body = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"eip\":\"203.0.113.11\"}";

        var refusal = api.post("/v1/blb", body).refused(400, "InvalidParameter");
        assertThat(refusal.message()).contains("eip", "203.0.113.11");
    }

    @Test
    void anUnknownNetworkIsInventedAlwaysTheSame() {
        Api api = Api.of(emulator);
        String body = "{\"vpcId\":\"vpc-k3h8d2mw0qzt\",\"subnetId\":\"sbn-p7c1v9x4e6ru\",\"address\":\"192.168.1.5\"}";
        var detail = api.get("/v1/blb/" + api.post("/v1/blb", body).ok().text("/blbId"));
        var again = Api.of(emulator);
        var second = again.get("/v1/blb/" + again.post("/v1/blb", body).ok().text("/blbId"));

        assertThat(detail.text("/vpcName")).isNotEmpty().isEqualTo(second.text("/vpcName"));
        assertThat(detail.text("/cidr")).matches("[0-9./]+").isEqualTo(second.text("/cidr"));
    }

    @Test
    void strictReferencesKnowOnlyWhatIsDeclared() {
        try (BlbEmulator strict = TestEmulator.start(config.with(REFERENCES, References.STRICT))) {
            Api api = Api.of(strict);
            String id = api.create();
            String body = "{\"vpcId\":\"%s\",\"subnetId\":\"%s\"}";
            api.post("/v1/blb", body.formatted("vpc-other", "sbn-emulator0001")).refused(400, "InvalidParameter");
            api.post("/v1/blb", body.formatted("vpc-emulator0001", "sbn-other")).refused(400, "InvalidParameter");
            String servers = "{\"backendServerList\":[{\"instanceId\":\"%s\"}]}";
            api.post("/v1/blb/" + id + "/backendserver", servers.formatted("i-unknown1"))
                    .refused(400, "InvalidParameter");
            api.post("/v1/blb/" + id + "/backendserver", servers.formatted("i-emul0001"))
                    .ok();
            String groups = "{\"securityGroupIds\":[\"%s\"]}";
            api.put("/v1/blb/" + id + "/securitygroup?bind", groups.formatted("g-unknown1"))
                    .refused(400, "InvalidParameter");
            api.put("/v1/blb/" + id + "/securitygroup?bind", groups.formatted("g-emulator0001"))
                    .ok();
            String https =
                    "{\"listenerPort\":443,\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"certIds\":[\"%s\"]}";
            api.post("/v1/blb/" + id + "/HTTPSlistener", https.formatted("cert-unknown"))
                    .refused(404, "CertificateNotFound");
            api.post("/v1/blb/" + id + "/HTTPSlistener", https.formatted("cert-emulator0001"))
                    .ok();
        }
    }

    @Test
    void malformedReferencesAreRefusedEvenWhenLenient() {
        Api api = Api.of(emulator);
        String body = "{\"vpcId\":\"%s\",\"subnetId\":\"%s\"}";
        api.post("/v1/blb", body.formatted("sbn-1", "sbn-1")).refused(400, "InvalidParameter");
        api.post("/v1/blb", body.formatted("vpc-1", "vpc-1")).refused(400, "InvalidParameter");
        api.post("/v1/blb", body.formatted("vpc-1\\n", "sbn-1")).refused(400, "InvalidParameter");
    }

    @Test
    void theQuotaCountsWhatIsThere() {
        try (BlbEmulator small = TestEmulator.start(
                config.with(QUOTA_LOAD_BALANCERS, 2).with(QUOTA_LISTENERS, 50).with(QUOTA_BACKENDS, 50))) {
            Api api = Api.of(small);
            String first = api.create();
            api.create();
            String body = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}";
            assertThat(api.post("/v1/blb", body).refused(413, "QuotaExceeded").message())
                    .contains("2");
            api.delete("/v1/blb/" + first).ok();
            api.create();
            Api.of(small).create();
        }
    }
}
