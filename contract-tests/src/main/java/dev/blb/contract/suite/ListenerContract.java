package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Settings.Variable;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners of the five protocols: every member there and back, defaults, conflicts, updates, batch delete. */
@Contract
class ListenerContract {
    private Given given;
    private String blbId;
    private String path;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.fixture(String.class, Given::lease);
        path = "/v1/blb/" + blbId;
    }

    @AfterEach
    void removeListeners() {
        given.cleanUp(new Bare(given, blbId)::removeListeners);
    }

    private String body(Protocol protocol, int port, String... members) {
        ObjectNode body = Scene.object(Scene.listener(given, protocol.name(), port));
        body.setAll(Scene.object("{" + String.join(",", members) + "}"));
        return body.toString();
    }

    private void create(Protocol protocol, int port, String... members) {
        given.listener(blbId, protocol.name(), body(protocol, port, members));
    }

    private Answer tryToCreate(Protocol protocol, int port, String... members) {
        return given.cloud().post(path + "/" + protocol + "listener", body(protocol, port, members));
    }

    private JsonNode shown(Protocol protocol, int port) {
        JsonNode shown = given.cloud()
                .get(path + "/" + protocol + "listener?listenerPort=" + port)
                .ok()
                .json()
                .at("/listenerList/0");
        assertThat(shown.isObject()).as("the listener is listed").isTrue();
        return shown;
    }

    /** Asserts about a listener, once its effect shows. */
    private void shows(Protocol protocol, int port, Consumer<JsonNode> assertions) {
        given.eventually(() -> assertions.accept(shown(protocol, port)));
    }

    private void showsListeners(String... expected) {
        given.eventually(() -> assertThat(ports()).containsExactly(expected));
    }

    private List<String> ports() {
        return Catalogue.stream(
                        given.cloud().get(path + "/listener").ok().json().path("listenerList"))
                .map(listener -> listener.path("listenerType").asText() + " "
                        + listener.path("listenerPort").asInt())
                .toList();
    }

    @ParameterizedTest(name = "{0}: a create with what is required has the documented defaults")
    @CsvSource(
            delimiter = ';',
            value = {
                "TCP ; 'tcpSessionTimeout':900,'healthCheckType':'TCP'",
                "UDP ; 'udpSessionTimeout':90,'healthCheckType':'UDP','healthCheckPort':8080",
                "HTTP ; 'keepSession':false,'keepSessionType':null,'keepSessionDuration':null,"
                        + "'keepSessionCookieName':null,'xForwardFor':false,'xForwardedProto':false,"
                        + "'healthCheckType':'HTTP','healthCheckPort':8080,'healthCheckURI':'/',"
                        + "'healthCheckNormalStatus':'http_2xx|http_3xx','healthCheckHost':'','serverTimeout':30,"
                        + "'redirectPort':0",
                "HTTPS ; 'keepSession':false,'xForwardFor':false,'xForwardedProto':false,'healthCheckType':'HTTP',"
                        + "'healthCheckURI':'/','healthCheckNormalStatus':'http_2xx|http_3xx','serverTimeout':30,"
                        + "'encryptionType':'tls_cipher_policy_default',"
                        + "'encryptionProtocols':['tlsv10','tlsv11','tlsv12'],'dualAuth':false,'clientCertIds':[]",
                "SSL ; 'serverTimeout':900,'healthCheckType':'TCP','encryptionType':'tls_cipher_policy_default',"
                        + "'dualAuth':false"
            })
    @Covers(
            value = Axis.ANSWER,
            operations = {
                "DescribeBlbTcpListener",
                "DescribeBlbUdpListener",
                "DescribeBlbHttpListener",
                "DescribeBlbHttpsListener",
                "DescribeBlbSslListener"
            })
    @Evidence(value = Source.META, at = "defaults of listeners [behaviour (g)]")
    void aListenerHasTheDocumentedDefaults(Protocol protocol, String defaults) {
        create(protocol, 80);
        JsonNode expected = Scene.object("{"
                + ("'healthCheckTimeoutInSecond':3,'healthCheckInterval':3,'unhealthyThreshold':3,"
                                + "'healthyThreshold':3,'listenerPort':80,'backendPort':8080,'getBlbIp':false,'listenerType':'"
                                + protocol
                                + "'," + defaults)
                        .replace('\'', '"')
                + "}");

        shows(
                protocol,
                80,
                shown -> expected.properties()
                        .forEach(entry -> assertThat(shown.path(entry.getKey()))
                                .as(entry.getKey())
                                .isEqualTo(entry.getValue())));
    }

    @ParameterizedTest(name = "DescribeBlbListener: {0} listeners stand among all with their protocol")
    @EnumSource
    @Covers(value = Axis.DRIVEN, operations = "DescribeBlbListener")
    @Evidence(value = Source.META, at = "DescribeBlbListener")
    void allListenersShowTheSameAsTheListOfOneProtocol(Protocol protocol) {
        create(protocol, 80);
        given.eventually(() -> {
            JsonNode all = given.cloud()
                    .get(path + "/listener?listenerPort=80")
                    .ok()
                    .json()
                    .at("/listenerList/0");
            assertThat(all.path("listenerType").asText()).isEqualTo(protocol.name());
            shown(protocol, 80)
                    .properties()
                    .forEach(member -> assertThat(all.path(member.getKey()))
                            .as(member.getKey())
                            .isEqualTo(member.getValue()));
        });
    }

    @ParameterizedTest(name = "{0} and {1} on one port: {2}")
    @CsvSource({
        "TCP, TCP, refused", "TCP, HTTP, refused", "HTTP, TCP, refused", "HTTP, HTTPS, refused", "SSL, TCP, refused",
        "HTTPS, SSL, refused", "UDP, UDP, refused", "UDP, TCP, accepted", "TCP, UDP, accepted", "UDP, HTTP, accepted"
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
    @Evidence(value = Source.ASSUMED, at = "behaviour (g): which protocols exclude each other on a port")
    void aPortCarriesOneListenerPerTransport(Protocol first, Protocol second, String outcome) {
        create(first, 80);
        if (outcome.equals("accepted")) {
            create(second, 80);
            given.eventually(() -> assertThat(ports()).containsExactlyInAnyOrder(first + " 80", second + " 80"));
        } else {
            Expect.refused(tryToCreate(second, 80), 400, "ListenerAlreadyExist");
            showsListeners(first + " 80");
        }
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
    @Evidence(value = Source.DOCS, at = "error-code: ListenerNotFound 404")
    void anUpdateOfAMissingListenerIsNotFound(Protocol protocol) {
        Protocol other = protocol == Protocol.TCP ? Protocol.UDP : Protocol.TCP;
        create(other, 80);

        Expect.refused(
                given.cloud().put(path + "/" + protocol + "listener?listenerPort=80", "{}"), 404, "ListenerNotFound");
        Expect.refused(
                given.cloud().put(path + "/" + protocol + "listener?listenerPort=81", "{}"), 404, "ListenerNotFound");
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
        create(protocol, 80);
        for (String kind : List.of(protocol + "listener", "listener")) {
            JsonNode answer = given.cloud()
                    .get(path + "/" + kind + "?listenerPort=81")
                    .ok()
                    .json();
            assertThat(answer.path("listenerList")).isEmpty();
            assertThat(answer.path("isTruncated").asBoolean(true)).isFalse();
        }
    }

    @ParameterizedTest(name = "the TLS policy {0} stands for protocols {1}")
    @CsvSource({
        "tls_cipher_policy_default, tlsv10 tlsv11 tlsv12, 19",
        "tls_cipher_policy_1_1, tlsv11 tlsv12, 19",
        "tls_cipher_policy_1_2, tlsv12, 19",
        "tls_cipher_policy_1_2_secure, tlsv12, 12"
    })
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlbHttpsListener", "DescribeBlbSslListener"})
    @Evidence(value = Source.SEED, at = "two policies are in samples, the others assumed [behaviour (g), (m) 17]")
    void aTlsPolicyIsShownWithItsProtocolsAndCiphers(String policy, String protocols, int ciphers) {
        for (Protocol protocol : List.of(Protocol.HTTPS, Protocol.SSL)) {
            int port = protocol == Protocol.HTTPS ? 443 : 465;
            create(protocol, port, "\"encryptionType\":\"" + policy + "\"");
            shows(protocol, port, shown -> {
                assertThat(Catalogue.stream(shown.path("encryptionProtocols")).map(JsonNode::asText))
                        .containsExactly(protocols.split(" ", -1));
                assertThat(shown.path("appliedCiphers").asText().split(":", -1))
                        .hasSize(ciphers)
                        .startsWith("ECDHE-ECDSA-AES256-GCM-SHA384");
            });
        }
    }

    @Test
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"CreateBlbHttpListener", "UpdateBlbHttpListener"})
    @Evidence(value = Source.DOCS, at = "skill: redirectPort names an existing HTTPS listener")
    void aRedirectPortNamesAnHttpsListener() {
        Expect.refused(tryToCreate(Protocol.HTTP, 80, "\"redirectPort\":443"), 404, "RedirectPortNotFound");
        create(Protocol.SSL, 443);
        Expect.refused(tryToCreate(Protocol.HTTP, 80, "\"redirectPort\":443"), 404, "RedirectPortNotFound");
        create(Protocol.HTTPS, 444);
        create(Protocol.HTTP, 80, "\"redirectPort\":444");
        shows(
                Protocol.HTTP,
                80,
                shown -> assertThat(shown.path("redirectPort").asInt()).isEqualTo(444));
        given.change(blbId, "PUT", path + "/HTTPlistener?listenerPort=80", "{\"redirectPort\":0}");
        shows(
                Protocol.HTTP,
                80,
                shown -> assertThat(shown.path("redirectPort").asInt()).isZero());
    }

    @ParameterizedTest(name = "{0}: only the last certificate counts")
    @EnumSource(
            value = Protocol.class,
            names = {"HTTPS", "SSL"})
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"CreateBlbHttpsListener", "CreateBlbSslListener"})
    @Evidence(value = Source.META, at = "certIds: only the last element counts")
    void onlyTheLastCertificateCounts(Protocol protocol) {
        String certificate = given.settings().require(Variable.BLB_TEST_CERT_ID);
        create(protocol, 443, "\"certIds\":[\"" + certificate + "\",\"" + certificate + "\"]");

        shows(protocol, 443, shown -> assertThat(shown.path("certIds")).hasToString("[\"" + certificate + "\"]"));
    }

    @ParameterizedTest(name = "{0}: both ways of authentication need a client certificate")
    @EnumSource(
            value = Protocol.class,
            names = {"HTTPS", "SSL"})
    @Covers(
            value = Axis.REFUSALS,
            operations = {"CreateBlbHttpsListener", "CreateBlbSslListener"})
    @Evidence(value = Source.META, at = "dualAuth needs clientCertIds")
    void dualAuthenticationNeedsAClientCertificate(Protocol protocol) {
        Expect.refused(tryToCreate(protocol, 443, "\"dualAuth\":true"), 400, "MissingParameter");
        String certificate = given.settings().require(Variable.BLB_TEST_CERT_ID);
        create(protocol, 443, "\"dualAuth\":true,\"clientCertIds\":[\"" + certificate + "\"]");
        shows(
                protocol,
                443,
                shown -> assertThat(shown.path("dualAuth").asBoolean()).isTrue());
        shows(protocol, 443, shown -> assertThat(shown.path("clientCertIds")).hasToString("[\"" + certificate + "\"]"));
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlbHttpsListener")
    @Evidence(value = Source.SDK, at = "disagreement 6: the old Java SDK throws on any further member")
    void additionalDomainsShowCertificateAndHostOnly() {
        String certificate = given.settings().require(Variable.BLB_TEST_CERT_ID);
        create(
                Protocol.HTTPS,
                443,
                "\"additionalCertDomains\":[{\"certId\":\"" + certificate
                        + "\",\"host\":\"a.example.org\"},{\"certId\":\"" + certificate
                        + "\",\"Host\":\"b.example.org\"}]");

        shows(
                Protocol.HTTPS,
                443,
                shown -> assertThat(shown.path("additionalCertDomains"))
                        .hasToString("[{\"certId\":\"" + certificate + "\",\"host\":\"a.example.org\"},{\"certId\":\""
                                + certificate + "\",\"host\":\"b.example.org\"}]"));
    }

    @ParameterizedTest(name = "{0} is understood as {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"keepSession\":true,\"keepSessionTimeout\":77 | /keepSessionDuration=77",
                "\"keepSession\":true,\"keepSessionTimeout\":77 | /keepSessionTimeout=77",
                "\"keepSession\":true,\"keepSessionDuration\":78,\"keepSessionTimeout\":77 | /keepSessionDuration=78",
                "\"xForwardedFor\":true | /xForwardFor=true",
                "\"xforwardFor\":true | /xForwardFor=true",
                "\"xforwardedProto\":true | /xForwardedProto=true",
                "\"xForwardFor\":true | /xForwardedFor=true",
                "\"xForwardFor\":false,\"xForwardedFor\":true | /xForwardFor=false"
            })
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlbHttpListener")
    @Evidence(value = Source.SDK, at = "disagreements 3 and 4: spellings of the Java SDKs")
    void spellingsOfOfficialSdksAreUnderstood(String sent, String shown) {
        create(Protocol.HTTP, 80, sent);
        String[] expected = shown.split("=", 2);
        shows(Protocol.HTTP, 80, item -> assertThat(item.at(expected[0])).hasToString(expected[1]));
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlbUdpListener")
    @Evidence(value = Source.META, at = "healthCheckString is required for a UDP check, at most 1299 characters")
    void aUdpCheckNeedsAString() {
        Expect.refused(tryToCreate(Protocol.UDP, 53, "\"healthCheckString\":null"), 400, "MissingParameter");
        create(Protocol.UDP, 53, "\"healthCheckString\":null,\"healthCheckType\":\"ICMP\"");
        shows(
                Protocol.UDP,
                53,
                shown -> assertThat(shown.path("healthCheckType").asText()).isEqualTo("ICMP"));
    }

    @ParameterizedTest(name = "stickiness: {0} does not count")
    @ValueSource(
            strings = {
                "\"keepSession\":false,\"keepSessionType\":\"insert\"",
                "\"keepSessionDuration\":77",
                "\"keepSession\":false,\"keepSessionCookieName\":\"c\""
            })
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlbHttpListener")
    @Evidence(value = Source.META, at = "stickiness members count only with keepSession true")
    void stickinessMembersCountOnlyWhenItIsOn(String members) {
        create(Protocol.HTTP, 80, members);
        shows(Protocol.HTTP, 80, shown -> {
            assertThat(shown.path("keepSession").asBoolean(true)).isFalse();
            assertThat(shown.path("keepSessionType").isNull()).isTrue();
            assertThat(shown.path("keepSessionDuration").isNull()).isTrue();
            assertThat(shown.path("keepSessionCookieName").isNull()).isTrue();
        });
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "DeleteBlbListener")
    @Evidence(value = Source.META, at = "DeleteBlbListener: portList")
    void aBatchDeletesEveryListenerOnItsPorts() {
        create(Protocol.TCP, 80);
        create(Protocol.UDP, 80);
        create(Protocol.HTTP, 81);
        given.change(blbId, "PUT", path + "/listener?batchdelete", "{\"portList\":[80]}");
        showsListeners("HTTP 81");
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "DeleteBlbListener")
    @Evidence(value = Source.META, at = "DeleteBlbListener: portTypeList")
    void aBatchDeletesByPortAndProtocol() {
        create(Protocol.TCP, 80);
        create(Protocol.UDP, 80);
        given.change(
                blbId, "PUT", path + "/listener?batchdelete", "{\"portTypeList\":[{\"port\":80,\"type\":\"UDP\"}]}");
        showsListeners("TCP 80");
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
    @Evidence(value = Source.ASSUMED, at = "behaviour (g): a batch is carried out whole or not at all")
    void aBatchIsCarriedOutWholeOrNotAtAll(String body, int status, String code) {
        create(Protocol.TCP, 80);
        create(Protocol.HTTP, 81);
        Expect.refused(given.cloud().put(path + "/listener?batchdelete", body), status, code);
        showsListeners("TCP 80", "HTTP 81");
    }

    @Test
    @Covers(value = Axis.PAGING, operations = "DescribeBlbListener")
    @Evidence(value = Source.SEED, at = "describe listeners: sorted by port")
    void listenersAreSortedByPort() {
        create(Protocol.TCP, 900);
        create(Protocol.HTTP, 7);
        create(Protocol.SSL, 80);
        showsListeners("HTTP 7", "SSL 80", "TCP 900");
    }
}
