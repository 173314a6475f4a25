package dev.blb.client;

import static dev.blb.client.SampleCall.write;
import static dev.blb.client.model.Scheduler.HASH;
import static dev.blb.client.model.Scheduler.LEAST_CONNECTION;
import static dev.blb.client.model.Scheduler.ROUND_ROBIN;

import dev.blb.client.model.AdditionalAttributes;
import dev.blb.client.model.CertDomain;
import dev.blb.client.model.CreateHttpListener;
import dev.blb.client.model.CreateHttpsListener;
import dev.blb.client.model.CreateSslListener;
import dev.blb.client.model.CreateTcpListener;
import dev.blb.client.model.CreateUdpListener;
import dev.blb.client.model.EncryptionProtocol;
import dev.blb.client.model.EncryptionType;
import dev.blb.client.model.GzipJson;
import dev.blb.client.model.HealthCheckType;
import dev.blb.client.model.KeepSessionType;
import java.util.List;
import java.util.stream.Stream;

/** Sample calls: creating listeners. */
final class ListenerCreateCalls {
    private ListenerCreateCalls() {}

    static Stream<SampleCall> createListeners() {
        return Stream.of(
                write(
                        "CreateBlbTcpListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .create(
                                        "lb-1",
                                        CreateTcpListener.of(80, 8080, ROUND_ROBIN)
                                                .tcpSessionTimeout(900)
                                                .healthCheckType(HealthCheckType.TCP)
                                                .healthCheckTimeoutInSecond(60)
                                                .healthCheckInterval(10)
                                                .unhealthyThreshold(2)
                                                .healthyThreshold(5)
                                                .description("web")),
                        "POST /v1/blb/lb-1/TCPlistener?clientToken=t-1",
                        """
                        {"listenerPort":80,"backendPort":8080,"scheduler":"RoundRobin","tcpSessionTimeout":900,\
                        "healthCheckType":"TCP","healthCheckTimeoutInSecond":60,"healthCheckInterval":10,\
                        "unhealthyThreshold":2,"healthyThreshold":5,"description":"web"}"""),
                write(
                        "CreateBlbUdpListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .create(
                                        "lb-1",
                                        CreateUdpListener.of(53, 5353, HASH)
                                                .udpSessionTimeout(5)
                                                .healthCheckType(HealthCheckType.UDP)
                                                .healthCheckPort(54)
                                                .healthCheckString("\\00\\01ping")
                                                .healthCheckTimeoutInSecond(1)
                                                .healthCheckInterval(1)
                                                .unhealthyThreshold(3)
                                                .healthyThreshold(3)
                                                .description("dns")),
                        "POST /v1/blb/lb-1/UDPlistener?clientToken=t-1",
                        """
                        {"listenerPort":53,"backendPort":5353,"scheduler":"Hash","udpSessionTimeout":5,\
                        "healthCheckType":"UDP","healthCheckPort":54,"healthCheckString":"\\\\00\\\\01ping",\
                        "healthCheckTimeoutInSecond":1,"healthCheckInterval":1,"unhealthyThreshold":3,\
                        "healthyThreshold":3,"description":"dns"}"""),
                write(
                        "CreateBlbHttpListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .create(
                                        "lb-1",
                                        CreateHttpListener.of(80, 8080, LEAST_CONNECTION)
                                                .keepSession(true)
                                                .keepSessionType(KeepSessionType.REWRITE)
                                                .keepSessionDuration(15552000)
                                                .keepSessionCookieName("SID")
                                                .xForwardFor(true)
                                                .xForwardedProto(true)
                                                .additionalAttributes(new AdditionalAttributes(GzipJson.ON))
                                                .healthCheckType(HealthCheckType.HTTP)
                                                .healthCheckPort(8081)
                                                .healthCheckURI("/ping")
                                                .healthCheckTimeoutInSecond(2)
                                                .healthCheckInterval(2)
                                                .unhealthyThreshold(2)
                                                .healthyThreshold(2)
                                                .healthCheckNormalStatus("http_2xx|http_3xx")
                                                .healthCheckHost("a.example.org")
                                                .serverTimeout(3600)
                                                .redirectPort(443)
                                                .description("web")),
                        "POST /v1/blb/lb-1/HTTPlistener?clientToken=t-1",
                        """
                        {"listenerPort":80,"backendPort":8080,"scheduler":"LeastConnection","keepSession":true,\
                        "keepSessionType":"rewrite","keepSessionDuration":15552000,"keepSessionCookieName":"SID",\
                        "xForwardFor":true,"xForwardedProto":true,"additionalAttributes":{"gzipJson":"on"},\
                        "healthCheckType":"HTTP","healthCheckPort":8081,"healthCheckURI":"/ping",\
                        "healthCheckTimeoutInSecond":2,"healthCheckInterval":2,"unhealthyThreshold":2,\
                        "healthyThreshold":2,"healthCheckNormalStatus":"http_2xx|http_3xx",\
                        "healthCheckHost":"a.example.org","serverTimeout":3600,"redirectPort":443,\
                        "description":"web"}"""),
                write(
                        "CreateBlbHttpsListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .create(
                                        "lb-1",
                                        CreateHttpsListener.of(443, 8080, ROUND_ROBIN, "cert-1")
                                                .keepSession(false)
                                                .keepSessionType(KeepSessionType.INSERT)
                                                .keepSessionDuration(1)
                                                .keepSessionCookieName("SID")
                                                .xForwardFor(false)
                                                .xForwardedProto(false)
                                                .additionalAttributes(new AdditionalAttributes(GzipJson.OFF))
                                                .healthCheckType(HealthCheckType.TCP)
                                                .healthCheckPort(1)
                                                .healthCheckURI("/")
                                                .healthCheckTimeoutInSecond(3)
                                                .healthCheckInterval(3)
                                                .unhealthyThreshold(3)
                                                .healthyThreshold(3)
                                                .healthCheckNormalStatus("http_1xx")
                                                .healthCheckHost("")
                                                .serverTimeout(1)
                                                .encryptionType(EncryptionType.USER_DEFINED)
                                                .encryptionProtocols(List.of(EncryptionProtocol.TLS_1_2))
                                                .appliedCiphers("A:B")
                                                .dualAuth(true)
                                                .clientCertIds(List.of("cert-2"))
                                                .additionalCertDomains(List.of(new CertDomain("cert-3", "*.b.org")))
                                                .description("tls")),
                        "POST /v1/blb/lb-1/HTTPSlistener?clientToken=t-1",
                        """
                        {"listenerPort":443,"backendPort":8080,"scheduler":"RoundRobin","certIds":["cert-1"],\
                        "keepSession":false,"keepSessionType":"insert","keepSessionDuration":1,\
                        "keepSessionCookieName":"SID","xForwardFor":false,"xForwardedProto":false,\
                        "additionalAttributes":{"gzipJson":"off"},"healthCheckType":"TCP","healthCheckPort":1,\
                        "healthCheckURI":"/","healthCheckTimeoutInSecond":3,"healthCheckInterval":3,\
                        "unhealthyThreshold":3,"healthyThreshold":3,"healthCheckNormalStatus":"http_1xx",\
                        "healthCheckHost":"","serverTimeout":1,"encryptionType":"userDefind",\
                        "encryptionProtocols":["tlsv12"],"appliedCiphers":"A:B","dualAuth":true,\
                        "clientCertIds":["cert-2"],"additionalCertDomains":[{"certId":"cert-3","host":"*.b.org"}],\
                        "description":"tls"}"""),
                write(
                        "CreateBlbSslListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .create(
                                        "lb-1",
                                        CreateSslListener.of(8443, 8080, HASH, "cert-1")
                                                .healthCheckType(HealthCheckType.TCP)
                                                .serverTimeout(4000)
                                                .healthCheckTimeoutInSecond(3)
                                                .healthCheckInterval(3)
                                                .unhealthyThreshold(3)
                                                .healthyThreshold(3)
                                                .encryptionType(EncryptionType.POLICY_1_2)
                                                .encryptionProtocols(List.of(EncryptionProtocol.TLS_1_1))
                                                .appliedCiphers("A")
                                                .dualAuth(false)
                                                .clientCertIds(List.of("cert-2", "cert-3"))
                                                .description("ssl")),
                        "POST /v1/blb/lb-1/SSLlistener?clientToken=t-1",
                        """
                        {"listenerPort":8443,"backendPort":8080,"scheduler":"Hash","certIds":["cert-1"],\
                        "healthCheckType":"TCP","serverTimeout":4000,"healthCheckTimeoutInSecond":3,\
                        "healthCheckInterval":3,"unhealthyThreshold":3,"healthyThreshold":3,\
                        "encryptionType":"tls_cipher_policy_1_2","encryptionProtocols":["tlsv11"],\
                        "appliedCiphers":"A","dualAuth":false,"clientCertIds":["cert-2","cert-3"],\
                        "description":"ssl"}"""));
    }
}
