package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EIPs with lenient references: a release of what an address is bound to keeps it, and each is given out once. */
@TestInstance(Lifecycle.PER_CLASS)
class EipServiceTest {
    private static final String MADE_UP = "203.0.113.77";
    private static final String POSTPAID = "{\"paymentTiming\":\"Postpaid\",\"billingMethod\":\"ByTraffic\"}";
    private static final String PREPAID = "{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}";

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String eip(Api api, String billing) {
        return api.post("/v1/eip", "{\"bandwidthInMbps\":1,\"billing\":" + billing + "}")
                .ok()
                .text("/eip");
    }

    private static String status(Api api, String eip) {
        return api.get("/v1/eip?eip=" + eip).ok().text("/eipList/0/status");
    }

    private static String balancerWith(Api api, String eip, String... more) {
        String[] members = new String[more.length + 1];
        members[0] = "\"eip\":\"" + eip + "\"";
        System.arraycopy(more, 0, members, 1, more.length);
        return api.create(members);
    }

    @Test
    void anUnknownAddressIsToldWithTheNearestOne() {
        Api api = Api.of(emulator);
        String undeclared = "203.0.113.177";
        balancerWith(api, undeclared);
        assertThat(api.delete("/v1/eip/9.9.9.9").refused(404, "EipNotFound").message())
                .isEqualTo("eip is \"9.9.9.9\", which the account does not have.");
        assertThat(api.delete("/v1/eip/203.0.113.178")
                        .refused(404, "EipNotFound")
                        .message())
                .isEqualTo(
                        "eip is \"203.0.113.178\", which the account does not have; did you mean " + undeclared + "?");
    }

    /** The first page has no marker of its own, as the reference says of the lists around load balancers. */
    @Test
    void theMarkerOfTheFirstPageIsEmpty() {
        Api api = Api.of(emulator);
        api.post("/v1/vpc", "{\"name\":\"second\",\"cidr\":\"10.0.0.0/16\"}").ok();
        for (String path : List.of(
                "/v1/eip", "/v1/vpc", "/v2/instance", "/v2/securityGroup", "/v1/enterprise/security", "/v2/image")) {
            Api.Answer first = api.get(path + "?maxKeys=1").ok();
            assertThat(first.json().path("marker")).as(path).isEqualTo(Json.of("\"\""));
            String next = first.text("/nextMarker");
            assertThat(next).as(path).isNotEmpty();
            assertThat(api.get(path + "?maxKeys=1&marker=" + next).ok().text("/marker"))
                    .as(path)
                    .isEqualTo(next);
        }
    }

    @Test
    void anAddressThatNobodyDeclaredOutlivesItsLoadBalancer() {
        Api api = Api.of(emulator);
        String blbId = balancerWith(api, MADE_UP);
        assertThat(status(api, MADE_UP)).isEqualTo("binded");

        String path = "/v1/blb/" + blbId + "?clientToken=released";
        api.delete(path).ok();
        api.delete(path).ok();

        assertThat(status(api, MADE_UP)).isEqualTo("available");
        api.get("/v1/blb/" + blbId).refused(404, "InstanceNotFound");
        String next = balancerWith(api, MADE_UP);
        assertThat(api.get("/v1/eip?eip=" + MADE_UP).text("/eipList/0/instanceId"))
                .isEqualTo(next);
        api.delete("/v1/blb/" + next).ok();
        api.delete("/v1/eip/" + MADE_UP).ok();
        assertThat(api.get("/v1/eip?eip=" + MADE_UP).ok().json().path("eipList"))
                .isEmpty();
    }

    @Test
    void itAlsoOutlivesARefundAndAReleaseThatIsShownLater() {
        Api api = Api.of(emulator);
        String refunded = balancerWith(
                api,
                MADE_UP,
                "\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}",
                "\"performanceLevel\":\"small1\"");
        api.put("/v1/blb/refund/" + refunded, "{}").ok();
        assertThat(status(api, MADE_UP)).isEqualTo("available");

        String later = balancerWith(api, "203.0.113.78");
        api.put(
                        "/_blb/async?account=" + api.account(),
                        "{\"operations\":{\"ReleaseBlb\":{\"settle\":\"held\",\"detail\":\"held\",\"list\":\"held\"}}}")
                .ok();
        api.delete("/v1/blb/" + later).ok();
        assertThat(api.get("/v1/blb/" + later).ok().text("/publicIp")).isEqualTo("203.0.113.78");
        assertThat(status(api, "203.0.113.78")).isEqualTo("available");
    }

    @Test
    void anAddressThatOneAccountMadeUpIsNotRefusedToOthers() {
        Api one = Api.of(emulator);
        Api two = one.as("two-of-made-up");
        one.delete("/v1/blb/" + balancerWith(one, MADE_UP)).ok();
        String unbound = "203.0.113.79";
        balancerWith(one, unbound);
        one.put("/v1/eip/" + unbound + "?unbind", "").ok();

        balancerWith(two, MADE_UP);
        balancerWith(two, unbound);

        assertThat(status(one, MADE_UP)).isEqualTo("available");
        assertThat(status(two, MADE_UP)).isEqualTo("binded");
    }

    @Test
    void eachAddressIsGivenOutOnce() {
        Api one = Api.of(emulator);
        Api two = Api.of(emulator);

        List<String> given = List.of(eip(one, POSTPAID), eip(two, POSTPAID), eip(one, POSTPAID));
        assertThat(given).doesNotHaveDuplicates();
        one.delete("/v1/eip/" + given.get(2)).ok();
        balancerWith(two, given.get(2));
        assertThat(eip(one, POSTPAID)).isNotEqualTo(given.get(2));
    }

    @Test
    void aPrepaidAddressIsReleasedAfterItsEnd() {
        Api api = Api.of(emulator);
        String eip = eip(api, PREPAID);

        assertThat(api.delete("/v1/eip/" + eip).refused(403, "OperationDenied").message())
                .contains(eip, api.get("/v1/eip?eip=" + eip).text("/eipList/0/expireTime"));
        api.post("/_blb/clock", "{\"advance\":\"PT800H\"}").ok();
        api.delete("/v1/eip/" + eip).ok();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPrepaidAddressOutlivesItsMachine(boolean related) {
        Api api = Api.of(emulator);
        String prepaid = eip(api, PREPAID);
        String postpaid = eip(api, POSTPAID);

        for (String eip : List.of(prepaid, postpaid)) {
            String machine = api.post(
                            "/v2/instanceBySpec",
                            "{\"imageId\":\"m-centos79\",\"spec\":\"bcc.g5.c1m4\",\"zoneName\":\"cn-bj-a\",\"billing\":{\"paymentTiming\":\"Postpaid\"}}")
                    .ok()
                    .text("/instanceIds/0");
            api.put("/v1/eip/" + eip + "?bind", "{\"instanceType\":\"BCC\",\"instanceId\":\"" + machine + "\"}")
                    .ok();
            api.post(
                            "/v2/instance/" + machine,
                            "{\"relatedReleaseFlag\":" + related + ",\"deleteCdsSnapshotFlag\":false}")
                    .ok();
        }

        assertThat(status(api, prepaid)).isEqualTo("available");
        assertThat(status(api, postpaid)).isEqualTo(related ? "" : "available");
    }

    private static String machine(Api api) {
        return api.post(
                        "/v2/instanceBySpec",
                        "{\"imageId\":\"m-centos79\",\"spec\":\"bcc.g5.c1m4\",\"zoneName\":\"cn-bj-a\",\"billing\":{\"paymentTiming\":\"Postpaid\"}}")
                .ok()
                .text("/instanceIds/0");
    }

    private static void bind(Api api, String eip, String machine) {
        api.put("/v1/eip/" + eip + "?bind", "{\"instanceType\":\"BCC\",\"instanceId\":\"" + machine + "\"}")
                .ok();
    }

    private static void release(Api api, String machine, boolean related) {
        api.post("/v2/instance/" + machine, "{\"relatedReleaseFlag\":" + related + ",\"deleteCdsSnapshotFlag\":false}")
                .ok();
    }

    @Test
    void aLoadBalancerIsNotMadeWithTheAddressOfAMachine() {
        Api api = Api.of(emulator);
        String eip = eip(api, POSTPAID);
        String machine = machine(api);
        bind(api, eip, machine);
        String body = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\",\"eip\":\"" + eip + "\"}";

        assertThat(api.post("/v1/blb", body).refused(400, "InvalidParameter").message())
                .contains("eip is \"" + eip + "\"", "bound to " + machine);

        api.put("/v1/eip/" + eip + "?unbind", "").ok();
        api.post("/v1/blb", body).ok();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProtectedAddressOutlivesItsMachine(boolean related) {
        Api api = Api.of(emulator);
        String eip = eip(api, POSTPAID);
        api.put("/v1/eip/" + eip + "/deleteProtect", "{\"deleteProtect\":true}").ok();
        String machine = machine(api);
        bind(api, eip, machine);

        release(api, machine, related);

        assertThat(status(api, eip)).isEqualTo("available");
        assertThat(api.get("/v1/eip?eip=" + eip)
                        .json()
                        .at("/eipList/0/deleteProtect")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressOfEveryAccountIsFreeOnceItsMachineIsReleased(boolean related) {
        Api api = Api.of(emulator);
        String machine = machine(api);
        String shared = related ? "198.51.100.211" : "198.51.100.212";
        String built = related ? "203.0.113.10" : "203.0.113.11";
        api.put(
                        "/_blb/world/eips/" + shared,
                        "{\"instanceType\":\"BCC\",\"instanceId\":\"" + machine + "\",\"name\":\"shared\"}")
                .ok();
        assertThat(status(api, shared)).isEqualTo("binded");

        release(api, machine, related);

        assertThat(status(api, shared)).isEqualTo("available");
        assertThat(api.get("/v1/eip?eip=" + shared).text("/eipList/0/name")).isEqualTo("shared");
        String next = machine(api);
        bind(api, shared, next);
        release(api, next, related);
        assertThat(status(api, shared)).as("also the account's own copy").isEqualTo("available");
        String last = machine(api);
        bind(api, built, last);
        release(api, last, related);
        assertThat(status(api, built)).as("a built-in one").isEqualTo("available");
    }

    private static String prepaid(String more) {
        return "{\"paymentTiming\":\"Prepaid\"" + more + "}";
    }

    private static int addresses(Api api) {
        return api.get("/v1/eip").ok().json().path("eipList").size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"month", "Month", "MONTH", ""})
    void aReservationIsCountedInMonths(String unit) {
        Api api = Api.of(emulator);

        String eip = eip(
                api, prepaid(",\"reservation\":{\"reservationLength\":2,\"reservationTimeUnit\":\"" + unit + "\"}"));

        Api.Answer line = api.get("/v1/eip?eip=" + eip).ok();
        assertThat(OffsetDateTime.parse(line.text("/eipList/0/expireTime")))
                .isEqualTo(
                        OffsetDateTime.parse(line.text("/eipList/0/createTime")).plusMonths(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"year", "months", "parsec"})
    void noOtherUnitOfAReservationIsAccepted(String unit) {
        Api api = Api.of(emulator);
        int before = addresses(api);

        assertThat(api.post(
                                "/v1/eip",
                                "{\"bandwidthInMbps\":1,\"billing\":"
                                        + prepaid(",\"reservation\":{\"reservationLength\":1,\"reservationTimeUnit\":\""
                                                + unit + "\"}")
                                        + "}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("billing.reservation.reservationTimeUnit is \"" + unit + "\"", "month");
        assertThat(addresses(api)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ByTraffic", "bytraffic", "ByPeak95", "ByNetrafficMax"})
    void aPrepaidAddressIsBilledByBandwidth(String method) {
        Api api = Api.of(emulator);
        String reserved = ",\"reservation\":{\"reservationLength\":1}";

        assertThat(api.post(
                                "/v1/eip",
                                "{\"bandwidthInMbps\":1,\"billing\":"
                                        + prepaid(reserved + ",\"billingMethod\":\"" + method + "\"") + "}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("billing.billingMethod is \"" + method + "\"", "ByBandwidth");
        String eip = eip(api, prepaid(reserved + ",\"billingMethod\":\"ByBandwidth\""));
        assertThat(api.get("/v1/eip?eip=" + eip).text("/eipList/0/billingMethod"))
                .isEqualTo("ByBandwidth");
    }

    @Test
    void aReservationOfAPostpaidAddressIsNamedAsWithoutEffect() {
        Api api = Api.of(emulator);
        String body = "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"%s\",\"reservation\":"
                + "{\"reservationLength\":%d,\"reservationTimeUnit\":\"%s\"}}}";

        assertThat(api.post("/v1/eip", body.formatted("Postpaid", 1, "year"))
                        .ok()
                        .headers()
                        .firstValue("x-blb-emulator-warning")
                        .orElse(""))
                .contains("reservation", "counts only with", "paymentTiming Prepaid");
        // So the Go SDK sends what is not set.
        for (String quiet : List.of(body.formatted("Postpaid", 0, ""), body.formatted("prepaid", 1, "month"))) {
            assertThat(api.post("/v1/eip", quiet).ok().headers().firstValue("x-blb-emulator-warning"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?instanceId=lb-1", "?instanceId=lb-1&instanceType="})
    void anInstanceIsNamedWithItsType(String query) {
        Api api = Api.of(emulator);

        assertThat(api.get("/v1/eip" + query).refused(400, "InvalidParameter").message())
                .contains("instanceId is \"lb-1\"", "instanceType");
        // The oldest SDK sends filters that are not set as empty texts.
        assertThat(api.get("/v1/eip?eip=&instanceType=&instanceId=").ok().json().path("eipList"))
                .hasSize(2);
        String blbId = balancerWith(api, "203.0.113.80");
        assertThat(api.get("/v1/eip?instanceType=BLB&instanceId=" + blbId).ok().text("/eipList/0/eip"))
                .isEqualTo("203.0.113.80");
    }

    private static void recycle(Api api, String eip) {
        api.delete("/v1/eip/" + eip + "?releaseToRecycle=true").ok();
        assertThat(api.get("/v1/eip?eip=" + eip).ok().json().path("eipList")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressThatIsRecycledLeavesItsLoadBalancer(boolean declared) {
        Api api = Api.of(emulator);
        String eip = declared ? eip(api, POSTPAID) : "203.0.113.81";
        String blbId = balancerWith(api, eip);
        for (String query : List.of("", "?releaseToRecycle=false")) {
            api.delete("/v1/eip/" + eip + query).refused(409, "EipStatusInvalid");
        }

        recycle(api, eip);

        assertThat(api.get("/v1/blb/" + blbId).ok().json().has("publicIp")).isFalse();
        api.delete("/v1/eip/" + eip + "?releaseToRecycle=true").refused(404, "EipNotFound");
        String next = eip(api, POSTPAID);
        api.put("/v1/eip/" + next + "?bind", "{\"instanceType\":\"BLB\",\"instanceId\":\"" + blbId + "\"}")
                .ok();
    }

    @Test
    void anAddressThatIsRecycledLeavesItsMachine() {
        Api api = Api.of(emulator);
        String eip = eip(api, POSTPAID);
        String machine = machine(api);
        bind(api, eip, machine);

        recycle(api, eip);

        assertThat(api.get("/v2/instance/" + machine).ok().text("/instance/publicIp"))
                .isEmpty();
        bind(api, eip(api, POSTPAID), machine);
    }

    @Test
    void whatKeepsAnAddressKeepsItFromBeingRecycled() {
        Api api = Api.of(emulator);
        String guarded = eip(api, POSTPAID);
        api.put("/v1/eip/" + guarded + "/deleteProtect", "{\"deleteProtect\":true}")
                .ok();
        // Another test moves the clock by a month.
        String paid = eip(api, prepaid(",\"reservation\":{\"reservationLength\":12}"));
        for (String eip : List.of(guarded, paid)) {
            bind(api, eip, machine(api));
            api.delete("/v1/eip/" + eip + "?releaseToRecycle=true").refused(403, "OperationDenied");
            assertThat(status(api, eip)).isEqualTo("binded");
        }
        balancerWith(api, "203.0.113.10");
        api.delete("/v1/eip/203.0.113.10?releaseToRecycle=true").refused(403, "AccessDenied");
        assertThat(status(api, "203.0.113.10")).isEqualTo("binded");
        api.delete("/v1/eip/203.0.113.10?releaseToRecycle=perhaps").refused(400, "InvalidParameter");
    }

    private static void hasRouteType(Api api, String blbId, String routeType) {
        assertThat(api.get("/v1/blb/" + blbId).ok().text("/eipRouteType")).isEqualTo(routeType);
        assertThat(api.get("/v1/blb?blbId=" + blbId).ok().text("/blbList/0/eipRouteType"))
                .isEqualTo(routeType);
    }

    @Test
    void aLoadBalancerShowsTheRouteTypeOfItsAddress() {
        Api api = Api.of(emulator);
        String eip = api.post(
                        "/v1/eip", "{\"bandwidthInMbps\":100,\"routeType\":\"BGP_S\",\"billing\":" + POSTPAID + "}")
                .ok()
                .text("/eip");
        String blbId = api.create();
        api.put("/v1/eip/" + eip + "?bind", "{\"instanceType\":\"BLB\",\"instanceId\":\"" + blbId + "\"}")
                .ok();

        hasRouteType(api, blbId, "BGP_S");
        assertThat(api.get("/v1/eip?eip=" + eip).text("/eipList/0/routeType")).isEqualTo("BGP_S");
        api.put("/_blb/world/eips/" + eip + "?account=" + api.account(), "{\"routeType\":\"BGP\"}")
                .ok();
        hasRouteType(api, blbId, "BGP");
        hasRouteType(api, balancerWith(api, "203.0.113.82"), "BGP");
        api.put("/v1/eip/" + eip + "?unbind", "").ok();
        assertThat(api.get("/v1/blb/" + blbId).ok().json().has("eipRouteType")).isFalse();
    }
}
