package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable routes = new RouteTable();

    private RouteTable.Match match(String method, String target) {
        int mark = target.indexOf('?');
        List<String> path = Uri.segments(mark < 0 ? target : target.substring(0, mark));
        return routes.match(method, path, Uri.query(mark < 0 ? "" : target.substring(mark + 1)));
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void everyWayLeadsToItsOperation(Operation operation) {
        for (Operation.Route route : operation.routes()) {
            String target = route.path().replace("{blbId}", "lb-1")
                    + (route.selector().isEmpty() ? "" : "?" + route.selector());
            assertThat(match(route.method(), target).operation()).isEqualTo(operation);
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
        assertThat(match(method, target).operation()).isEqualTo(operation);
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

    @Test
    void anotherVersionIsInvalidVersion() {
        assertThatThrownBy(() -> match("GET", "/v2/blb"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(ApiError.INVALID_VERSION));
    }

    @Test
    void thePathNamesTheInstance() {
        assertThat(match("GET", "/v1/blb/lb-%31/listener").blbId()).isEqualTo("lb-1");
        assertThat(match("PUT", "/v1/blb/refund/lb-2").blbId()).isEqualTo("lb-2");
        assertThat(match("GET", "/v1/blb").blbId()).isEmpty();
    }
}
