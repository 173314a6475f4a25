package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.evidence.ExtraMembers;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Settings.Variable;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners of the five protocols: defaults, spellings, redirects, certificates, stickiness. */
@Contract
class ListenerContract {
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
                        + "'encryptionProtocols':['tlsv10','tlsv11','tlsv12'],'dualAuth':false,"
                        + "'healthCheckHost':'','ie6Compatible':true",
                "SSL ; 'serverTimeout':900,'healthCheckType':'TCP','encryptionType':'tls_cipher_policy_default',"
                        + "'dualAuth':false,'ie6Compatible':true"
            })
    @Covers(
            value = Axis.ANSWER,
            operations = {
                "CreateBlbTcpListener",
                "CreateBlbUdpListener",
                "CreateBlbHttpListener",
                "CreateBlbHttpsListener",
                "CreateBlbSslListener",
                "DescribeBlbTcpListener",
                "DescribeBlbUdpListener",
                "DescribeBlbHttpListener",
                "DescribeBlbHttpsListener",
                "DescribeBlbSslListener"
            })
    @Evidence(value = Source.META, at = "defaults of listeners [g13][g14][g24]")
    void aListenerHasTheDocumentedDefaults(Protocol protocol, String defaults) {
        listeners.create(protocol, 80);
        hasDefaults(protocol, 80, defaults);

        // Null equals absent.
        ObjectNode nulls = Scene.object(listeners.body(protocol, 81));
        Catalogue.operation("CreateBlb" + protocol.word() + "Listener").params().stream()
                .filter(param -> param.in().equals("body") && !param.name().contains(".") && !nulls.has(param.name()))
                .forEach(param -> nulls.putNull(param.name()));
        given.listener(listeners.blbId(), protocol.name(), nulls.toString());
        hasDefaults(protocol, 81, defaults);
    }

    private void hasDefaults(Protocol protocol, int port, String defaults) {
        JsonNode expected = Scene.object("{"
                + ("'healthCheckTimeoutInSecond':3,'healthCheckInterval':3,'unhealthyThreshold':3,"
                                + "'healthyThreshold':3,'listenerPort':" + port
                                + ",'backendPort':8080,'getBlbIp':false," + defaults)
                        .replace('\'', '"')
                + "}");

        listeners.shows(
                protocol,
                port,
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
        listeners.create(protocol, 80);
        given.eventually(() -> {
            JsonNode all = given.cloud()
                    .get(listeners.path() + "/listener?listenerPort=80")
                    .ok()
                    .json()
                    .at("/listenerList/0");
            assertThat(all.path("listenerType").asText()).isEqualTo(protocol.name());
            listeners
                    .shown(protocol, 80)
                    .properties()
                    .forEach(member -> assertThat(all.path(member.getKey()))
                            .as(member.getKey())
                            .isEqualTo(member.getValue()));
        });
    }

    @ParameterizedTest(name = "{0}: lists of listeners show the description, that of one protocol also the type")
    @EnumSource
    @Covers(
            value = Axis.ANSWER,
            operations = {
                "DescribeBlbTcpListener",
                "DescribeBlbUdpListener",
                "DescribeBlbHttpListener",
                "DescribeBlbHttpsListener",
                "DescribeBlbSslListener",
                "DescribeBlbListener"
            })
    @Evidence(value = Source.SDK, at = "[l38] Java sends a description, models of lists have none; Go: listenerType")
    @ExtraMembers
    @EmulatorOnly("the real service may show fewer members")
    void listsShowDescriptionAndType(Protocol protocol) {
        listeners.create(protocol, 80, "\"description\":\"first\"");
        listeners.create(protocol, 81, "\"description\":\"second\"");
        isDescribed(protocol, 80, "first");
        isDescribed(protocol, 81, "second");

        listeners.update(protocol, 80, "{\"description\":\"third\"}");

        isDescribed(protocol, 80, "third");
        isDescribed(protocol, 81, "second");
    }

    private void isDescribed(Protocol protocol, int port, String description) {
        listeners.shows(protocol, port, shown -> {
            assertThat(shown.path("description").asText("none")).isEqualTo(description);
            assertThat(shown.path("listenerType").asText()).isEqualTo(protocol.name());
        });
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
    @Evidence(value = Source.SEED, at = "two policies are in samples, the others assumed [m17]")
    void aTlsPolicyIsShownWithItsProtocolsAndCiphers(String policy, String protocols, int ciphers) {
        for (Protocol protocol : List.of(Protocol.HTTPS, Protocol.SSL)) {
            int port = protocol == Protocol.HTTPS ? 443 : 465;
            listeners.create(protocol, port, "\"encryptionType\":\"" + policy + "\"");
            listeners.shows(protocol, port, shown -> {
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
    @Evidence(value = Source.DOCS, at = "[skill] redirectPort names an existing HTTPS listener")
    void aRedirectPortNamesAnHttpsListener() {
        Expect.refused(listeners.tryToCreate(Protocol.HTTP, 80, "\"redirectPort\":443"), 404, "RedirectPortNotFound");
        listeners.create(Protocol.SSL, 443);
        Expect.refused(listeners.tryToCreate(Protocol.HTTP, 80, "\"redirectPort\":443"), 404, "RedirectPortNotFound");
        listeners.create(Protocol.HTTPS, 65_535);
        listeners.create(Protocol.HTTP, 80, "\"redirectPort\":65535");
        redirectsTo(80, 65_535);
        listeners.update(Protocol.HTTP, 80, "{\"redirectPort\":0}");
        redirectsTo(80, 0);
        listeners.update(Protocol.HTTP, 80, "{\"redirectPort\":65535}");
        redirectsTo(80, 65_535);
        listeners.create(Protocol.HTTP, 81, "\"redirectPort\":0");
        redirectsTo(81, 0);
    }

    private void redirectsTo(int port, int target) {
        listeners.shows(
                Protocol.HTTP,
                port,
                shown -> assertThat(shown.path("redirectPort").asInt(-1)).isEqualTo(target));
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
        listeners.create(protocol, 443, "\"certIds\":[\"" + certificate + "\",\"" + certificate + "\"]");

        listeners.shows(
                protocol, 443, shown -> assertThat(shown.path("certIds")).hasToString("[\"" + certificate + "\"]"));
    }

    @ParameterizedTest(name = "{0}: both ways of authentication need a client certificate")
    @EnumSource(
            value = Protocol.class,
            names = {"HTTPS", "SSL"})
    @Covers(
            value = Axis.PARAMETERS,
            operations = {
                "CreateBlbHttpsListener",
                "CreateBlbSslListener",
                "UpdateBlbHttpsListener",
                "UpdateBlbSslListener",
                "DescribeBlbHttpsListener",
                "DescribeBlbSslListener",
                "DescribeBlbListener"
            })
    @Evidence(value = Source.META, at = "dualAuth needs clientCertIds")
    void dualAuthenticationNeedsAClientCertificate(Protocol protocol) {
        Expect.refused(listeners.tryToCreate(protocol, 443, "\"dualAuth\":true"), 400, "MissingParameter");
        String certificates = "[\"" + given.settings().require(Variable.BLB_TEST_CERT_ID) + "\"]";
        listeners.create(protocol, 443, "\"dualAuth\":true,\"clientCertIds\":" + certificates);
        showsAuthentication(protocol, true, certificates);
        listeners.update(protocol, 443, "{\"dualAuth\":false}");
        showsAuthentication(protocol, false, "[]");
        listeners.update(protocol, 443, "{\"dualAuth\":true,\"clientCertIds\":" + certificates + "}");
        showsAuthentication(protocol, true, certificates);
    }

    private void showsAuthentication(Protocol protocol, boolean dual, String certificates) {
        listeners.shows(protocol, 443, shown -> {
            assertThat(shown.path("dualAuth").asBoolean(!dual)).isEqualTo(dual);
            // Without any, the member may be absent.
            assertThat(shown.has("clientCertIds") ? shown.path("clientCertIds").toString() : "[]")
                    .isEqualTo(certificates);
            assertThat(shown.path("certIds"))
                    .hasToString("[\"" + given.settings().require(Variable.BLB_TEST_CERT_ID) + "\"]");
        });
    }

    @Test
    @Covers(
            value = Axis.PARAMETERS,
            operations = {
                "CreateBlbHttpsListener",
                "UpdateBlbHttpsListener",
                "DescribeBlbHttpsListener",
                "DescribeBlbListener"
            })
    @Evidence(value = Source.SDK, at = "[l6] the old Java SDK throws on any further member")
    void additionalDomainsShowCertificateAndHostOnly() {
        String first = "[" + domain("host", "a.example.org") + "," + domain("Host", "b.example.org") + "]";
        listeners.create(Protocol.HTTPS, 443, "\"additionalCertDomains\":" + first);
        showsDomains(first.replace("\"Host\"", "\"host\""));
        String second = "[" + domain("host", "c.example.org") + "]";
        // Without certIds the cloud refuses it [n15].
        listeners.update(
                Protocol.HTTPS,
                443,
                "{\"certIds\":[\"" + given.settings().require(Variable.BLB_TEST_CERT_ID)
                        + "\"],\"additionalCertDomains\":" + second + "}");
        showsDomains(second);
    }

    private String domain(String host, String name) {
        return "{\"certId\":\"" + given.settings().require(Variable.BLB_TEST_CERT_ID) + "\",\"" + host + "\":\"" + name
                + "\"}";
    }

    private void showsDomains(String domains) {
        listeners.shows(
                Protocol.HTTPS,
                443,
                shown -> assertThat(shown.path("additionalCertDomains")).hasToString(domains));
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
    @Evidence(value = Source.SDK, at = "[l3][l4] spellings of the Java SDKs")
    void spellingsOfOfficialSdksAreUnderstood(String sent, String shown) {
        listeners.create(Protocol.HTTP, 80, sent);
        String[] expected = shown.split("=", 2);
        listeners.shows(
                Protocol.HTTP, 80, item -> assertThat(item.at(expected[0])).hasToString(expected[1]));
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlbUdpListener")
    @Evidence(value = Source.META, at = "healthCheckString is required for a UDP check, at most 1299 characters")
    void aUdpCheckNeedsAString() {
        Expect.refused(listeners.tryToCreate(Protocol.UDP, 53, "\"healthCheckString\":null"), 400, "MissingParameter");
        listeners.create(Protocol.UDP, 53, "\"healthCheckString\":null,\"healthCheckType\":\"ICMP\"");
        listeners.shows(
                Protocol.UDP,
                53,
                shown -> assertThat(shown.path("healthCheckType").asText()).isEqualTo("ICMP"));
    }

    @ParameterizedTest(name = "{0}: stickiness is by an inserted cookie for an hour by default")
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP", "HTTPS"})
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"CreateBlbHttpListener", "CreateBlbHttpsListener"})
    @Evidence(value = Source.META, at = "keepSessionType, keepSessionDuration: defaults")
    void stickinessHasDefaults(Protocol protocol) {
        listeners.create(protocol, 80, "\"keepSession\":true");
        listeners.shows(protocol, 80, shown -> {
            assertThat(shown.path("keepSessionType").asText()).isEqualTo("insert");
            assertThat(shown.path("keepSessionDuration").asInt()).isEqualTo(3600);
        });
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
        listeners.create(Protocol.HTTP, 80, members);
        listeners.shows(Protocol.HTTP, 80, shown -> {
            assertThat(shown.path("keepSession").asBoolean(true)).isFalse();
            assertThat(shown.path("keepSessionType").isNull()).isTrue();
            assertThat(shown.path("keepSessionDuration").isNull()).isTrue();
            assertThat(shown.path("keepSessionCookieName").isNull()).isTrue();
        });
    }
}
