package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.evidence.Covers.OfOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A member of a listener, perhaps with those that it needs beside it, and a value that is allowed.
 *
 * @param verb {@code Create} or {@code Update}
 * @param json the members as they stand in a body
 */
record ListenerMember(Protocol protocol, String verb, String json) implements OfOperation {
    @Override
    public String operation() {
        return verb + "Blb" + protocol.word() + "Listener";
    }

    @Override
    public String toString() {
        return operation() + ": " + json + " is kept and shown";
    }

    ObjectNode object() {
        return Scene.object("{" + json + "}");
    }

    void isShownBy(JsonNode shown) {
        object().properties()
                .forEach(entry -> assertThat(shown.path(entry.getKey()))
                        .as(entry.getKey())
                        .isEqualTo(entry.getValue()));
    }

    static Stream<ListenerMember> of(String verb) {
        List<ListenerMember> members = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            List<String> values = new ArrayList<>(List.of(
                    "'healthCheckTimeoutInSecond':1,'healthCheckInterval':1,'unhealthyThreshold':2,'healthyThreshold':2,"
                            + "'backendPort':1",
                    "'healthCheckTimeoutInSecond':60,'healthCheckInterval':10,'unhealthyThreshold':5,"
                            + "'healthyThreshold':5,'backendPort':65535",
                    "'scheduler':'RoundRobin'",
                    "'scheduler':'LeastConnection'",
                    "'description':'a note'"));
            switch (protocol) {
                case TCP ->
                    values.addAll(List.of(
                            "'tcpSessionTimeout':10",
                            "'tcpSessionTimeout':4000",
                            "'scheduler':'Hash'",
                            "'scheduler':'WeightLeastConn'"));
                case UDP ->
                    values.addAll(List.of(
                            "'udpSessionTimeout':5",
                            "'udpSessionTimeout':4000",
                            "'scheduler':'Hash'",
                            "'healthCheckType':'ICMP'",
                            "'healthCheckString':'\\\\00\\\\01ping'",
                            "'healthCheckPort':5353"));
                case HTTP, HTTPS ->
                    values.addAll(List.of(
                            "'keepSession':true,'keepSessionType':'insert','keepSessionDuration':1",
                            "'keepSession':true,'keepSessionType':'rewrite','keepSessionCookieName':'route',"
                                    + "'keepSessionDuration':15552000",
                            "'xForwardFor':true",
                            "'xForwardFor':false",
                            "'xForwardedProto':true",
                            "'additionalAttributes':{'gzipJson':'on'}",
                            "'healthCheckType':'TCP'",
                            "'healthCheckPort':8081",
                            "'healthCheckURI':'/health?a=b'",
                            "'healthCheckHost':'www.example.org'",
                            "'healthCheckNormalStatus':'http_1xx|http_2xx|http_3xx|http_4xx|http_5xx'",
                            "'healthCheckNormalStatus':'http_4xx'",
                            "'serverTimeout':1",
                            "'serverTimeout':3600"));
                case SSL -> values.addAll(List.of("'serverTimeout':10", "'serverTimeout':4000", "'scheduler':'Hash'"));
            }
            if (protocol == Protocol.HTTPS || protocol == Protocol.SSL) {
                values.addAll(List.of(
                        "'encryptionType':'tls_cipher_policy_1_1'",
                        "'encryptionType':'tls_cipher_policy_1_2'",
                        "'encryptionType':'tls_cipher_policy_1_2_secure'",
                        "'encryptionType':'userDefind','encryptionProtocols':['tlsv11','tlsv12'],"
                                + "'appliedCiphers':'AES128-SHA256:AES256-SHA256'"));
            }
            values.forEach(value -> members.add(new ListenerMember(protocol, verb, value.replace('\'', '"'))));
        }
        return members.stream();
    }
}
