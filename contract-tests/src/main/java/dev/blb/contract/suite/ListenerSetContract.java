package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Given;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Several listeners of an instance: conflicts on a port, lists, what is not there, batch delete. */
@Contract
class ListenerSetContract {
    private Given given;
    private Listeners listeners;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        listeners = Listeners.of(fixtures);
    }

    @AfterEach
    void removeListeners() {
        listeners.removeAll();
    }

    @ParameterizedTest(name = "{0} and {1} on one port are ListenerAlreadyExist")
    @CsvSource({
        "TCP, TCP", "TCP, HTTP", "HTTP, TCP", "HTTP, HTTPS", "SSL, TCP",
        "HTTPS, SSL", "UDP, UDP", "UDP, TCP", "TCP, UDP", "UDP, HTTP"
    })
    @Covers(
            value = Axis.REFUSALS,
            operations = {
                "CreateBlbTcpListener",
                "CreateBlbUdpListener",
                "CreateBlbHttpListener",
                "CreateBlbHttpsListener",
                "CreateBlbSslListener"
            })
    @Evidence(value = Source.META, at = "[n3] several protocols on a port are opened for an account on request")
    void aPortCarriesOneListener(Protocol first, Protocol second) {
        listeners.create(first, 80);
        Expect.refused(listeners.tryToCreate(second, 80), 400, "ListenerAlreadyExist");
        listeners.showsListeners(first + " 80");
    }

    @ParameterizedTest(name = "Update of a {0} listener that is not there is ListenerNotFound")
    @EnumSource
    @Covers(
            value = Axis.REFUSALS,
            operations = {
                "UpdateBlbTcpListener",
                "UpdateBlbUdpListener",
                "UpdateBlbHttpListener",
                "UpdateBlbHttpsListener",
                "UpdateBlbSslListener"
            })
    @Evidence(value = Source.DOCS, at = "[doc:error-code] ListenerNotFound 404")
    void anUpdateOfAMissingListenerIsNotFound(Protocol protocol) {
        Protocol other = protocol == Protocol.TCP ? Protocol.UDP : Protocol.TCP;
        listeners.create(other, 80);

        Expect.refused(
                given.cloud().put(listeners.path() + "/" + protocol + "listener?listenerPort=80", "{}"),
                404,
                "ListenerNotFound");
        Expect.refused(
                given.cloud().put(listeners.path() + "/" + protocol + "listener?listenerPort=81", "{}"),
                404,
                "ListenerNotFound");
    }

    @ParameterizedTest(name = "a {0} list with an unmatched port is empty")
    @EnumSource
    @Covers(
            value = Axis.DRIVEN,
            operations = {
                "DescribeBlbTcpListener",
                "DescribeBlbUdpListener",
                "DescribeBlbHttpListener",
                "DescribeBlbHttpsListener",
                "DescribeBlbSslListener",
                "DescribeBlbListener"
            })
    @Evidence(value = Source.SDK, at = "Terraform derives not found from an empty list")
    void anUnmatchedPortIsAnEmptyList(Protocol protocol) {
        listeners.create(protocol, 80);
        for (String kind : List.of(protocol + "listener", "listener")) {
            JsonNode answer = given.cloud()
                    .get(listeners.path() + "/" + kind + "?listenerPort=81")
                    .ok()
                    .json();
            assertThat(answer.path("listenerList")).isEmpty();
            assertThat(answer.path("isTruncated").asBoolean(true)).isFalse();
        }
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "DeleteBlbListener")
    @Evidence(value = Source.META, at = "DeleteBlbListener: portList")
    void aBatchDeletesEveryListenerOnItsPorts() {
        listeners.create(Protocol.TCP, 80);
        listeners.create(Protocol.UDP, 82);
        listeners.create(Protocol.HTTP, 81);
        given.change(listeners.blbId(), "PUT", listeners.path() + "/listener?batchdelete", "{\"portList\":[80,82]}");
        listeners.showsListeners("HTTP 81");
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "DeleteBlbListener")
    @Evidence(value = Source.META, at = "DeleteBlbListener: portTypeList")
    void aBatchDeletesByPortAndProtocol() {
        listeners.create(Protocol.TCP, 80);
        listeners.create(Protocol.UDP, 81);
        given.change(
                listeners.blbId(),
                "PUT",
                listeners.path() + "/listener?batchdelete",
                "{\"portTypeList\":[{\"port\":81,\"type\":\"UDP\"}]}");
        listeners.showsListeners("TCP 80");
    }

    @ParameterizedTest(name = "DeleteBlbListener {0} is {1} and deletes nothing")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"portList\":[80,82]} | 404 | ListenerNotFound",
                "{\"portTypeList\":[{\"port\":80,\"type\":\"UDP\"}]} | 404 | ListenerNotFound",
                "{\"portList\":[80],\"portTypeList\":[{\"port\":81,\"type\":\"TCP\"}]} | 404 | ListenerNotFound",
                "{\"portList\":[]} | 400 | MissingParameter",
                "{} | 400 | MissingParameter"
            })
    @Covers(value = Axis.REFUSALS, operations = "DeleteBlbListener")
    @Evidence(value = Source.ASSUMED, at = "[m37] a batch is carried out whole or not at all")
    void aBatchIsCarriedOutWholeOrNotAtAll(String body, int status, String code) {
        listeners.create(Protocol.TCP, 80);
        listeners.create(Protocol.HTTP, 81);
        Expect.refused(given.cloud().put(listeners.path() + "/listener?batchdelete", body), status, code);
        listeners.showsListeners("TCP 80", "HTTP 81");
    }

    @Test
    @Covers(value = Axis.PAGING, operations = "DescribeBlbListener")
    @Evidence(value = Source.SEED, at = "describe listeners: sorted by port")
    void listenersAreSortedByPort() {
        listeners.create(Protocol.TCP, 900);
        listeners.create(Protocol.HTTP, 7);
        listeners.create(Protocol.SSL, 80);
        listeners.showsListeners("HTTP 7", "SSL 80", "TCP 900");
    }

    @ParameterizedTest(name = "a {0} listener on port {1} is updated, listed, checked and deleted")
    @CsvSource({
        "TCP, 1",
        "TCP, 65535",
        "UDP, 1",
        "UDP, 65535",
        "HTTP, 1",
        "HTTP, 65535",
        "HTTPS, 1",
        "HTTPS, 65535",
        "SSL, 1",
        "SSL, 65535"
    })
    @Covers(
            value = Axis.PARAMETERS,
            operations = {
                "UpdateBlbTcpListener",
                "UpdateBlbUdpListener",
                "UpdateBlbHttpListener",
                "UpdateBlbHttpsListener",
                "UpdateBlbSslListener",
                "DescribeBlbServerHealth",
                "DeleteBlbListener"
            })
    @Evidence(value = Source.META, at = "listenerPort 1..65535")
    void everyOperationTakesTheEndsOfTheRangeOfPorts(Protocol protocol, int port) {
        listeners.create(protocol, port);
        String one = "?listenerPort=" + port;
        given.change(
                listeners.blbId(), "PUT", listeners.path() + "/" + protocol + "listener" + one, "{\"backendPort\":9}");
        listeners.shows(
                protocol,
                port,
                shown -> assertThat(shown.path("backendPort").asInt()).isEqualTo(9));
        given.eventually(() -> {
            JsonNode health = given.cloud()
                    .get(listeners.path() + "/backendserver" + one)
                    .ok()
                    .json();
            assertThat(health.path("listenerPort").asInt()).isEqualTo(port);
            assertThat(health.path("backendPort").asInt()).isEqualTo(9);
            assertThat(health.path("type").asText()).isEqualTo(protocol.name());
        });
        given.change(
                listeners.blbId(),
                "PUT",
                listeners.path() + "/listener?batchdelete",
                "{\"portTypeList\":[{\"port\":" + port + ",\"type\":\"" + protocol + "\"}]}");
        listeners.showsListeners();
    }
}
