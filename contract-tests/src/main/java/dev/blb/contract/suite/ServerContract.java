package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.evidence.ExtraMembers;
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Given;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers of an instance: add, change, remove, list, health. */
@Contract
class ServerContract {
    private Given given;
    private String blbId;
    private String path;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.fixture(String.class, Given::lease);
        path = "/v1/blb/" + blbId + "/backendserver";
    }

    @AfterEach
    void removeServers() {
        given.cleanUp(new Bare(given, blbId)::removeServers);
    }

    private String machine(int index) {
        return given.settings().machines().get(index);
    }

    private JsonNode list() {
        return given.cloud().get(path).ok().json().path("backendServerList");
    }

    private List<String> weights() {
        return Catalogue.stream(list())
                .map(server -> server.path("instanceId").asText() + "="
                        + server.path("weight").asInt())
                .toList();
    }

    private void hasWeights(String... expected) {
        given.eventually(() -> assertThat(weights()).containsExactly(expected));
    }

    private String servers(String more, int... indexes) {
        StringBuilder items = new StringBuilder();
        for (int index : indexes) {
            items.append(items.length() == 0 ? "" : ",")
                    .append("{\"instanceId\":\"" + machine(index) + "\"" + more + "}");
        }
        return "{\"backendServerList\":[" + items + "]}";
    }

    private void add(String more, int... indexes) {
        given.change(blbId, "POST", path, servers(more, indexes));
    }

    @ParameterizedTest(name = "AddBlbServer: the weight {0} is kept as {1}")
    @CsvSource({"0, 0", "1, 1", "100, 100", "'\"50\"', 50"})
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"AddBlbServer", "DescribeBlbServers"})
    @Evidence(value = Source.META, at = "weight 0..100; a numeric text as in an official sample")
    void aWeightIsKept(String sent, int shown) {
        add(",\"weight\":" + sent, 0);
        hasWeights(machine(0) + "=" + shown);
        assertThat(list().at("/0/weight").isIntegralNumber()).isTrue();
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "AddBlbServer")
    @Evidence(value = Source.ASSUMED, at = "[m11] an absent weight is 100")
    void anAbsentWeightIsOneHundred() {
        add("", 0);
        hasWeights(machine(0) + "=100");
    }

    @Test
    @Covers(value = Axis.ANSWER, operations = "DescribeBlbServers")
    @Evidence(value = Source.SDK, at = "[java2] model: desc")
    void aServerIsShownWithItsDescription() {
        add(",\"desc\":\"a note\"", 0);
        given.eventually(() -> assertThat(list().at("/0/desc").asText()).isEqualTo("a note"));
    }

    @Test
    @Covers(
            value = Axis.DRIVEN,
            operations = {"AddBlbServer", "UpdateBlbServer", "DeleteBlbServer"})
    @Evidence(value = Source.SEED, at = "add, update and remove backend servers")
    void serversAreAddedChangedAndRemoved() {
        add(",\"weight\":10", 0, 1, 2);
        given.change(blbId, "PUT", path + "?update", servers(",\"weight\":20", 1));
        hasWeights(machine(0) + "=10", machine(1) + "=20", machine(2) + "=10");
        given.change(blbId, "PUT", path + "?update", servers(",\"weight\":0", 0));
        given.change(blbId, "PUT", path + "?update", servers(",\"weight\":100", 2));
        hasWeights(machine(0) + "=0", machine(1) + "=20", machine(2) + "=100");
        given.change(blbId, "PUT", path, "{\"backendServerList\":[\"" + machine(0) + "\",\"" + machine(2) + "\"]}");
        hasWeights(machine(1) + "=20");
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "UpdateBlbServer")
    @Evidence(value = Source.ASSUMED, at = "[m11] an absent weight on update leaves it")
    void anUpdateWithoutAWeightLeavesIt() {
        add(",\"weight\":33,\"desc\":\"before\"", 0);
        given.change(blbId, "PUT", path + "?update", servers(",\"desc\":\"after\"", 0));
        given.eventually(() -> assertThat(list().at("/0/desc").asText()).isEqualTo("after"));
        hasWeights(machine(0) + "=33");
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "AddBlbServer")
    @Evidence(value = Source.DOCS, at = "[doc:error-code] BackendServerAlreadyExist 400")
    void aServerIsAttachedOnce() {
        add(",\"weight\":1", 0);
        Expect.refused(given.cloud().post(path, servers("", 1, 0)), 400, "BackendServerAlreadyExist");
        hasWeights(machine(0) + "=1");
    }

    @ParameterizedTest(name = "{0} of a server that is not attached is BackendServerNotFound")
    @ValueSource(strings = {"UpdateBlbServer", "DeleteBlbServer"})
    @Covers(
            value = Axis.REFUSALS,
            operations = {"UpdateBlbServer", "DeleteBlbServer"})
    @Evidence(value = Source.DOCS, at = "[doc:error-code] BackendServerNotFound 404")
    void aServerThatIsNotAttachedIsNotFound(String operation) {
        add(",\"weight\":1", 0);
        boolean update = operation.equals("UpdateBlbServer");
        Expect.refused(
                given.cloud()
                        .put(
                                path + (update ? "?update" : ""),
                                update
                                        ? servers(",\"weight\":9", 0, 1)
                                        : "{\"backendServerList\":[\"" + machine(0) + "\",\"" + machine(1) + "\"]}"),
                404,
                "BackendServerNotFound");
        hasWeights(machine(0) + "=1");
    }

    @ParameterizedTest(name = "{0} refuses the same server twice")
    @ValueSource(strings = {"AddBlbServer", "UpdateBlbServer", "DeleteBlbServer"})
    @Covers(
            value = Axis.REFUSALS,
            operations = {"AddBlbServer", "UpdateBlbServer", "DeleteBlbServer"})
    @Evidence(value = Source.ASSUMED, at = "[m37] the same id twice in one call")
    void theSameServerTwiceInOneCallIsRefused(String operation) {
        String machine = "\"" + machine(0) + "\"";
        Expect.refused(
                switch (operation) {
                    case "AddBlbServer" -> given.cloud().post(path, servers("", 0, 0));
                    case "UpdateBlbServer" -> given.cloud().put(path + "?update", servers("", 0, 0));
                    default -> given.cloud().put(path, "{\"backendServerList\":[" + machine + "," + machine + "]}");
                },
                400,
                "InvalidParameter");
        hasWeights();
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "DescribeBlbServers")
    @Evidence(value = Source.ASSUMED, at = "[m8] servers in the order of their attachment")
    void serversAreListedInTheOrderOfTheirAttachment() {
        add("", 2);
        add("", 0);
        add("", 1);
        given.eventually(() -> assertThat(values("instanceId")).containsExactly(machine(2), machine(0), machine(1)));
    }

    @Test
    @Covers(value = Axis.ANSWER, operations = "DescribeBlbServers")
    @Evidence(value = Source.SDK, at = "Go model: privateIp")
    @ExtraMembers
    void eachServerHasItsOwnAddress() {
        add("", 0);
        add("", 1);
        add("", 2);
        given.eventually(() -> assertThat(values("privateIp"))
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allMatch(address -> address.matches("\\d+\\.\\d+\\.\\d+\\.\\d+")));
    }

    @Test
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlbServers", "DescribeBlbServerHealth"})
    @Evidence(value = Source.SDK, at = "Go model: privateIp")
    @ExtraMembers
    void healthShowsTheAddressOfEachServer() {
        given.listener(blbId, "TCP", Scene.listener(given, "TCP", 80));
        add("", 0);
        add("", 1);
        given.eventually(() -> {
            List<String> addresses = Catalogue.stream(given.cloud()
                            .get(path + "?listenerPort=80")
                            .ok()
                            .json()
                            .path("backendServerList"))
                    .map(server -> server.path("privateIp").asText())
                    .toList();
            assertThat(addresses)
                    .hasSize(2)
                    .allMatch(address -> address.matches("\\d+\\.\\d+\\.\\d+\\.\\d+"))
                    .isEqualTo(values("privateIp"));
        });
    }

    private List<String> values(String member) {
        return Catalogue.stream(list())
                .map(server -> server.path(member).asText())
                .toList();
    }

    @ParameterizedTest(name = "health of a {0} listener")
    @EnumSource
    @Covers(value = Axis.ANSWER, operations = "DescribeBlbServerHealth")
    @Evidence(value = Source.SEED, at = "describe_health_status: members")
    void healthNamesTheListenerAndEachServer(Protocol protocol) {
        given.listener(blbId, protocol.name(), Scene.listener(given, protocol.name(), 80));
        add(",\"weight\":7", 0);
        add(",\"weight\":8", 1);

        given.eventually(() -> {
            JsonNode health = given.cloud().get(path + "?listenerPort=80").ok().json();
            assertThat(health.path("type").asText()).isEqualTo(protocol.name());
            assertThat(health.path("listenerPort").asInt()).isEqualTo(80);
            assertThat(health.path("backendPort").asInt()).isEqualTo(8080);
            assertThat(Catalogue.stream(health.path("backendServerList"))
                            .map(server -> server.path("instanceId").asText() + "="
                                    + server.path("weight").asInt()))
                    .containsExactly(machine(0) + "=7", machine(1) + "=8");
            assertThat(Catalogue.stream(health.path("backendServerList")))
                    .allSatisfy(
                            server -> assertThat(server.path("status").asText()).isIn("Alive", "Dead", "Unknown"));
        });
    }

    @AfterEach
    void removeListeners() {
        given.cleanUp(new Bare(given, blbId)::removeListeners);
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "DescribeBlbServerHealth")
    @Evidence(value = Source.DOCS, at = "[doc:error-code] ListenerNotFound 404")
    void healthOfAMissingListenerIsNotFound() {
        Expect.refused(given.cloud().get(path + "?listenerPort=81"), 404, "ListenerNotFound");
    }

    @ParameterizedTest(name = "health that was set to {0} is shown")
    @ValueSource(strings = {"Dead", "Unknown", "Alive"})
    @Covers(value = Axis.STATES, operations = "DescribeBlbServerHealth")
    @Evidence(value = Source.DOCS, at = "[doc:appendix] Alive, Dead, Unknown")
    @EmulatorOnly("no call of the real service sets a server's health")
    void healthThatWasSetIsShown(String status) {
        given.listener(blbId, "TCP", Scene.listener(given, "TCP", 80));
        add("", 0, 1);
        given.cloud()
                .send(
                        "PUT",
                        "/_blb/backends/" + machine(0) + "/health?account="
                                + given.cloud().accessKey(),
                        "{\"status\":\"" + status + "\",\"blbId\":\"" + blbId + "\"}",
                        Map.of())
                .ok();

        given.eventually(() -> assertThat(
                        given.cloud().get(path + "?listenerPort=80").ok().text("/backendServerList/0/status"))
                .isEqualTo(status));
    }
}
