package dev.blb.emulator.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Way;
import dev.blb.emulator.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable routes = new RouteTable()
            .on(List.of(
                    ControlRoute.of("GET", "things/{kind}", "lists", call -> "list"),
                    ControlRoute.of("PUT", "things/bolts/{id}", "makes", call -> "bolts"),
                    ControlRoute.of("PUT", "things/{kind}/{id}", "makes", call -> "any")));

    private RouteTable.Match match(String method, String target) {
        String[] parts = target.split("\\?", 2);
        Map<String, String> query = new HashMap<>();
        if (parts.length > 1) {
            for (String pair : parts[1].split("&", -1)) {
                String[] member = pair.split("=", 2);
                query.put(member[0], member.length > 1 ? member[1] : "");
            }
        }
        return routes.match(method, List.of(parts[0].substring(1).split("/", -1)), query);
    }

    private static Operation operation(RouteTable.Match match) {
        return ((Endpoint) match.route()).operation();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void everyWayLeadsToItsOperation(Operation operation) {
        for (Way way : operation.ways()) {
            String target =
                    way.path().replace("{blbId}", "lb-1") + (way.selector().isEmpty() ? "" : "?" + way.selector());
            assertThat(operation(match(way.method(), target))).isEqualTo(operation);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/v1/blb/lb-1/backendserver?update,UPDATE_SERVERS",
        "PUT,/v1/blb/lb-1/backendserver?update=,UPDATE_SERVERS",
        "PUT,/v1/blb/lb-1/backendserver?clientToken=x,DELETE_SERVERS",
        "GET,/v1/blb/lb-1/backendserver?listenerPort=80&marker=,DESCRIBE_SERVER_HEALTH",
        "GET,/v1/blb/lb-1/backendserver,DESCRIBE_SERVERS",
        "PUT,/v1/blb/lb-1/listener?batchdelete=,DELETE_LISTENERS",
        "PUT,/v1/blb/acl/lb-1,UPDATE_BLB_ACL",
        "PUT,/v1/blb/lb-1,UPDATE_BLB",
        "PUT,/v1/blb/price,INQUIRE_PRICE",
        "POST,/v1/blb/lb-1?action=resize,RESIZE_BLB",
        "POST,/v1/blb/lb-1/charge?action=RESIZE,RESIZE_BLB",
        "POST,/v1/blb/lb-1/charge?action=TO_REPAY,CHANGE_TO_PREPAID",
        "GET,/v1/blb/lb-1?type=ipv6,DESCRIBE_BLB"
    })
    void literalsAndSelectorsWin(String method, String target, Operation operation) {
        assertThat(operation(match(method, target))).isEqualTo(operation);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /v1/blb/lb-1/securitygroup",
                "PUT /v1/blb/lb-1/securitygroup?bind&unbind",
                "PUT /v1/blb/lb-1/enterprise/securitygroup",
                "PUT /v1/blb/lb-1/listener",
                "POST /v1/blb/lb-1",
                "POST /v1/blb/lb-1?action=EXPLODE",
                "POST /v1/blb/lb-1/tcplistener",
                "PATCH /v1/blb/lb-1",
                "GET /v1/blb/",
                "GET /v1/blb//",
                "GET /v1",
                "GET /",
                "GET /v1/bcc",
                "GET /v1/appblb"
            })
    void whatFitsNoRowIsInvalidUri(String request) {
        List<String> parts = List.of(request.split(" ", -1));
        assertThatThrownBy(() -> match(parts.get(0), parts.get(1)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(ApiError.INVALID_URI));
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/v2/instance/batchDelete,/v2/instance/batchDelete",
        "POST,/v2/instance/price,/v2/instance/price",
        "POST,/v2/instance/listByInstanceId,/v2/instance/listByInstanceId",
        "POST,/v2/instance/batchAction,/v2/instance/batchAction",
        "GET,/v2/instance/spec,/v2/instance/spec",
        "PUT,/v2/securitygroup/bind,/v2/securitygroup/bind",
        "PUT,/v2/securitygroup/unbind,/v2/securitygroup/unbind",
        "GET,/v1/vpc/topology,/v1/vpc/topology",
        "DELETE,/v1/vpc/resourceIp,/v1/vpc/resourceIp",
        "GET,/v1/subnet/ipreserve,/v1/subnet/ipreserve",
        "DELETE,/v1/eip/recycle,/v1/eip/recycle",
        "PUT,/v1/eip/refund?bind,/v1/eip/refund",
        "PUT,/v1/eip/203.0.113.10?purchaseReserved,/v1/eip/{eip}?purchaseReserved",
        "PUT,/v1/eip/203.0.113.10?action=to_prepay,/v1/eip/{eip}?action=TO_PREPAY",
        "PUT,/v2/instance/i-1?reboot,/v2/instance/{instanceId}?reboot"
    })
    void aKnownCallThatIsNotBuiltIsNotTakenForAnId(String method, String target, String shown) {
        assertThatThrownBy(() -> match(method, target))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(ApiError.NOT_IMPLEMENTED))
                .hasMessageContaining(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE,/v1/certificate/detail,GET",
        "GET,/v2/instance/delete,POST",
        "DELETE,/v2/instance/flavorSpec,GET",
        "DELETE,/v2/securityGroup/rule/update,PUT",
        "PATCH,/v2/instance/batchDelete,'GET, POST, PUT, DELETE'",
        "GET,/v1/blb/price,'POST, PUT'"
    })
    void aWordOfAPathIsNoIdForAnotherMethod(String method, String path, String allowed) {
        assertThatThrownBy(() -> match(method, path))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(ApiError.INVALID_URI))
                .hasMessageContaining(method + " " + path + ": allowed here is " + allowed + ".");
    }

    @Test
    void anotherVersionIsInvalidVersion() {
        assertThatThrownBy(() -> match("GET", "/v2/blb"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(ApiError.INVALID_VERSION));
    }

    @Test
    void thePathNamesTheVariables() {
        assertThat(match("GET", "/v1/blb/lb-1/listener").variables()).isEqualTo(Map.of("blbId", "lb-1"));
        assertThat(match("PUT", "/v1/blb/refund/lb-2").variables()).isEqualTo(Map.of("blbId", "lb-2"));
        assertThat(match("GET", "/v1/blb").variables()).isEmpty();
        assertThat(match("PUT", "/_blb/things/nuts/n1").variables()).isEqualTo(Map.of("kind", "nuts", "id", "n1"));
    }

    @Test
    void literalsWinForControlRoutesToo() {
        assertThat(match("PUT", "/_blb/things/bolts/b1").variables()).isEqualTo(Map.of("id", "b1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH  | /v1/blb/lb-1                    | PATCH /v1/blb/lb-1: allowed here is GET, PUT, DELETE, POST?action=RESIZE.",
                "POST   | /_blb/things/nuts               | POST /_blb/things/nuts: allowed here is GET.",
                "GET    | /v1/blbs                        | GET /v1/blbs is no route; did you mean /v1/blb? GET /_blb/operations",
                "POST   | /v1/blb/lb-1/tcplistener        | POST /v1/blb/lb-1/tcplistener is no route; did you mean /v1/blb/lb-1/TCPlistener?",
                "PUT    | /v1/blb/lb-1/securitygroup      | PUT /v1/blb/lb-1/securitygroup needs exactly one of ?bind, ?unbind.",
                "PUT    | /v1/vpc/vpc-1                   | PUT /v1/vpc/vpc-1 needs ?modifyAttribute.",
                "PUT    | /v1/certificate/cert-1?certName&certData | PUT /v1/certificate/cert-1 takes one of ?certName, ?certData or none.",
                "GET    | /_blb/thing/nuts                | GET /_blb/thing/nuts is no route; did you mean /_blb/things/nuts?",
                "GET    | /v1/nothing                     | GET /v1/nothing is no route. GET /_blb/operations lists all of them."
            })
    void whatFitsNoRowIsToldWithWhatFits(String method, String target, String message) {
        assertThatThrownBy(() -> match(method, target)).hasMessageContaining(message);
    }

    @Test
    void aLongPathIsCutInTheMessage() {
        assertThatThrownBy(() -> match("GET", "/v1/" + "a".repeat(10_000)))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(500));
    }

    @Test
    void nothingIsRegisteredTwice() {
        assertThatThrownBy(() -> routes.on(List.of(ControlRoute.of("GET", "things/{kind}", "again", call -> "x"))))
                .isInstanceOf(IllegalStateException.class);
        routes.on(Operation.DESCRIBE_BLBS, Schema.of(), Void.class, (call, tx) -> Reply.empty());
        assertThatThrownBy(
                        () -> routes.on(Operation.DESCRIBE_BLBS, Schema.of(), Void.class, (call, tx) -> Reply.empty()))
                .isInstanceOf(IllegalStateException.class);
    }
}
