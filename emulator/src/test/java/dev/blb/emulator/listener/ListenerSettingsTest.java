package dev.blb.emulator.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.db.Property;
import dev.blb.emulator.health.ProbePlan;
import dev.blb.emulator.listener.ListenerSettings.HostCertificate;
import dev.blb.emulator.listener.ListenerSettings.Scheduler;
import dev.blb.emulator.listener.ListenerSettings.Stickiness;
import dev.blb.emulator.listener.ListenerSettings.Tls;
import dev.blb.emulator.probe.Check;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The typed settings of each protocol: the documented defaults, and what was given. */
class ListenerSettingsTest {
    private static final String CERTIFICATE = ",'certIds':['cert-1']";

    private static ListenerSettings settings(ListenerProtocol protocol, String more) {
        String needed = switch (protocol) {
            case UDP -> ",'healthCheckString':'ping'";
            case HTTPS, SSL -> CERTIFICATE;
            default -> "";
        };
        String body = "{'listenerPort':80,'backendPort':8080,'scheduler':'RoundRobin'" + needed + more + "}";
        try {
            ObjectNode given = (ObjectNode) new ObjectMapper().readTree(body.replace('\'', '"'));
            return new ListenerSettings(protocol, protocol.forCreate().check(given));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"TCP,900", "UDP,90", "HTTP,30", "HTTPS,30", "SSL,900"})
    void theDefaultsAreTheDocumentedOnes(ListenerProtocol protocol, int idleTimeoutSeconds) {
        ListenerSettings settings = settings(protocol, "");
        assertThat(settings.backendPort()).isEqualTo(8080);
        assertThat(settings.scheduler()).isEqualTo(Scheduler.ROUND_ROBIN);
        assertThat(settings.idleTimeoutSeconds()).isEqualTo(idleTimeoutSeconds);
        assertThat(settings.probes(Instant.EPOCH)).isEqualTo(ProbePlan.of(Instant.EPOCH, 3, 3, 3));
        assertThat(settings.check())
                .isEqualTo(
                        switch (protocol) {
                            case UDP -> Check.datagram(8080, 3, "ping");
                            case HTTP, HTTPS -> Check.get(8080, 3, "/", "", "http_2xx|http_3xx");
                            case TCP, SSL -> Check.connect(8080, 3);
                        });
        assertThat(settings.stickiness()).isEmpty();
        assertThat(settings.forwardsAddress()).isFalse();
        assertThat(settings.forwardsProtocol()).isFalse();
        assertThat(settings.compressesJson()).isFalse();
        assertThat(settings.redirectPort()).isZero();
        assertThat(settings.tls().isPresent()).isEqualTo(protocol.isEncrypted());
    }

    @ParameterizedTest
    @CsvSource({
        "TCP,LeastConnection,LEAST_CONNECTIONS",
        "UDP,WeightLeastConn,LEAST_CONNECTIONS",
        "SSL,Hash,SOURCE_HASH",
        "HTTP,LeastConnection,LEAST_CONNECTIONS"
    })
    void theSchedulersOfTheWireAreThree(ListenerProtocol protocol, String given, Scheduler scheduler) {
        assertThat(settings(protocol, "").scheduler()).isEqualTo(Scheduler.ROUND_ROBIN);
        ObjectNode stored = settings(protocol, "").stored().put("scheduler", given);
        assertThat(new ListenerSettings(protocol, stored).scheduler()).isEqualTo(scheduler);
    }

    @Test
    void whatIsGivenIsRead() {
        assertThat(settings(ListenerProtocol.UDP, ",'healthCheckType':'ICMP','healthCheckTimeoutInSecond':7")
                        .check())
                .isEqualTo(Check.echo(7));
        ListenerSettings http = settings(
                ListenerProtocol.HTTP,
                ",'healthCheckPort':81,'healthCheckURI':'/up','healthCheckHost':'a.example','serverTimeout':60,"
                        + "'healthCheckNormalStatus':'http_2xx','healthCheckInterval':5,'unhealthyThreshold':2,'redirectPort':443,"
                        + "'keepSession':true,'keepSessionDuration':10,'xForwardedFor':true,'xForwardedProto':true,"
                        + "'additionalAttributes':{'gzipJson':'on'}");
        assertThat(http.check()).isEqualTo(Check.get(81, 3, "/up", "a.example", "http_2xx"));
        assertThat(http.probes(Instant.EPOCH)).isEqualTo(ProbePlan.of(Instant.EPOCH, 5, 2, 3));
        assertThat(http.idleTimeoutSeconds()).isEqualTo(60);
        assertThat(http.redirectPort()).isEqualTo(443);
        assertThat(http.forwardsAddress()).isTrue();
        assertThat(http.forwardsProtocol()).isTrue();
        assertThat(http.compressesJson()).isTrue();
        assertThat(http.stickiness()).contains(new Stickiness(false, 10, null));
        assertThat(settings(
                                ListenerProtocol.HTTP,
                                ",'keepSession':true,'keepSessionType':'rewrite','keepSessionCookieName':'c'")
                        .stickiness())
                .contains(new Stickiness(true, 3600, "c"));
        assertThat(settings(ListenerProtocol.HTTP, ",'healthCheckType':'TCP'").check())
                .isEqualTo(Check.connect(8080, 3));
    }

    @Test
    void theTlsPolicyIsExpandedOrTakenAsGiven() {
        Tls named = settings(
                        ListenerProtocol.HTTPS,
                        ",'encryptionType':'tls_cipher_policy_1_2','clientCertIds':['cert-9'],"
                                + "'additionalCertDomains':[{'certId':'cert-2','Host':'a.example'}]")
                .tls()
                .orElseThrow();
        assertThat(named.certId()).isEqualTo("cert-1");
        assertThat(named.hosts()).containsExactly(new HostCertificate("cert-2", "a.example"));
        assertThat(named.protocols()).containsExactly("tlsv12");
        assertThat(named.ciphers()).startsWith("ECDHE-ECDSA-AES256-GCM-SHA384:");
        assertThat(named.clientCertId()).as("dualAuth is off").isNull();
        assertThat(settings(
                                ListenerProtocol.SSL,
                                ",'encryptionType':'userDefind','encryptionProtocols':['tlsv11','tlsv12'],"
                                        + "'appliedCiphers':'AES128-SHA','dualAuth':true,'clientCertIds':['cert-9']")
                        .tls())
                .contains(new Tls("cert-1", List.of(), List.of("tlsv11", "tlsv12"), "AES128-SHA", "cert-9"));
    }

    @ParameterizedTest
    @EnumSource(ListenerProtocol.class)
    void everyPropertyIsInTheSchemaOfDocuments(ListenerProtocol protocol) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ListenerSettings settings = settings(protocol, "");
        ListenerRow.TABLE.show(new Listener("lb-1", 80, "note", settings, settings.probes(Instant.EPOCH)), document);
        ObjectNode schema = ListenerDocument.MORE.and(protocol.forCreate()).jsonSchema();
        assertThat(ListenerRow.TABLE.properties()).extracting(Property::member).contains("listenerPort");
        document.fieldNames()
                .forEachRemaining(member -> assertThat(schema.path("properties").has(member))
                        .as(member)
                        .isTrue());
    }
}
