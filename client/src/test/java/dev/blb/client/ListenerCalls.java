package dev.blb.client;

import static dev.blb.client.SampleCall.PAGE;
import static dev.blb.client.SampleCall.read;
import static dev.blb.client.SampleCall.write;
import static dev.blb.client.model.Scheduler.HASH;
import static dev.blb.client.model.Scheduler.LEAST_CONNECTION;
import static dev.blb.client.model.Scheduler.ROUND_ROBIN;

import dev.blb.client.model.AdditionalAttributes;
import dev.blb.client.model.CertDomain;
import dev.blb.client.model.DeleteListeners;
import dev.blb.client.model.EncryptionProtocol;
import dev.blb.client.model.EncryptionType;
import dev.blb.client.model.GzipJson;
import dev.blb.client.model.HealthCheckType;
import dev.blb.client.model.HttpListener;
import dev.blb.client.model.HttpsListener;
import dev.blb.client.model.KeepSessionType;
import dev.blb.client.model.Listener;
import dev.blb.client.model.ListenerType;
import dev.blb.client.model.PortType;
import dev.blb.client.model.SslListener;
import dev.blb.client.model.TcpListener;
import dev.blb.client.model.UdpListener;
import dev.blb.client.model.UpdateHttpListener;
import dev.blb.client.model.UpdateHttpsListener;
import dev.blb.client.model.UpdateSslListener;
import dev.blb.client.model.UpdateTcpListener;
import dev.blb.client.model.UpdateUdpListener;
import java.util.List;
import java.util.stream.Stream;

/** Sample calls: updating, deleting and describing listeners. */
final class ListenerCalls {
    private ListenerCalls() {}

    static Stream<SampleCall> updateListeners() {
        return Stream.of(
                write(
                        "UpdateBlbTcpListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .update(
                                        "lb-1",
                                        UpdateTcpListener.of(80)
                                                .backendPort(1)
                                                .scheduler(HASH)
                                                .tcpSessionTimeout(10)
                                                .healthCheckType(HealthCheckType.TCP)
                                                .healthCheckTimeoutInSecond(1)
                                                .healthCheckInterval(1)
                                                .unhealthyThreshold(2)
                                                .healthyThreshold(2)
                                                .description("")),
                        "PUT /v1/blb/lb-1/TCPlistener?clientToken=t-1&listenerPort=80",
                        """
                        {"backendPort":1,"scheduler":"Hash","tcpSessionTimeout":10,"healthCheckType":"TCP",\
                        "healthCheckTimeoutInSecond":1,"healthCheckInterval":1,"unhealthyThreshold":2,\
                        "healthyThreshold":2,"description":""}"""),
                write(
                        "UpdateBlbUdpListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .update(
                                        "lb-1",
                                        UpdateUdpListener.of(53)
                                                .backendPort(65535)
                                                .scheduler(ROUND_ROBIN)
                                                .healthCheckType(HealthCheckType.ICMP)
                                                .healthCheckPort(53)
                                                .healthCheckString("\\xf2")
                                                .udpSessionTimeout(4000)
                                                .healthCheckTimeoutInSecond(1)
                                                .healthCheckInterval(1)
                                                .unhealthyThreshold(2)
                                                .healthyThreshold(2)
                                                .description("d")),
                        "PUT /v1/blb/lb-1/UDPlistener?clientToken=t-1&listenerPort=53",
                        """
                        {"backendPort":65535,"scheduler":"RoundRobin","healthCheckType":"ICMP","healthCheckPort":53,\
                        "healthCheckString":"\\\\xf2","udpSessionTimeout":4000,"healthCheckTimeoutInSecond":1,\
                        "healthCheckInterval":1,"unhealthyThreshold":2,"healthyThreshold":2,"description":"d"}"""),
                write(
                        "UpdateBlbHttpListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .update(
                                        "lb-1",
                                        UpdateHttpListener.of(80)
                                                .backendPort(80)
                                                .scheduler(ROUND_ROBIN)
                                                .keepSession(true)
                                                .keepSessionType(KeepSessionType.INSERT)
                                                .keepSessionDuration(60)
                                                .keepSessionCookieName("c")
                                                .xForwardFor(true)
                                                .xForwardedProto(true)
                                                .additionalAttributes(new AdditionalAttributes(GzipJson.ON))
                                                .healthCheckType(HealthCheckType.HTTP)
                                                .healthCheckPort(80)
                                                .healthCheckURI("/")
                                                .healthCheckTimeoutInSecond(1)
                                                .healthCheckInterval(1)
                                                .unhealthyThreshold(2)
                                                .healthyThreshold(2)
                                                .healthCheckNormalStatus("http_5xx")
                                                .healthCheckHost("h")
                                                .serverTimeout(30)
                                                .redirectPort(0)
                                                .description("d")),
                        "PUT /v1/blb/lb-1/HTTPlistener?clientToken=t-1&listenerPort=80",
                        """
                        {"backendPort":80,"scheduler":"RoundRobin","keepSession":true,"keepSessionType":"insert",\
                        "keepSessionDuration":60,"keepSessionCookieName":"c","xForwardFor":true,\
                        "xForwardedProto":true,"additionalAttributes":{"gzipJson":"on"},"healthCheckType":"HTTP",\
                        "healthCheckPort":80,"healthCheckURI":"/","healthCheckTimeoutInSecond":1,\
                        "healthCheckInterval":1,"unhealthyThreshold":2,"healthyThreshold":2,\
                        "healthCheckNormalStatus":"http_5xx","healthCheckHost":"h","serverTimeout":30,\
                        "redirectPort":0,"description":"d"}"""),
                write(
                        "UpdateBlbHttpsListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .update(
                                        "lb-1",
                                        UpdateHttpsListener.of(443)
                                                .backendPort(80)
                                                .scheduler(LEAST_CONNECTION)
                                                .keepSession(false)
                                                .keepSessionType(KeepSessionType.INSERT)
                                                .keepSessionDuration(60)
                                                .keepSessionCookieName("c")
                                                .xForwardFor(false)
                                                .xForwardedProto(false)
                                                .additionalAttributes(new AdditionalAttributes(GzipJson.OFF))
                                                .healthCheckType(HealthCheckType.HTTP)
                                                .healthCheckPort(80)
                                                .healthCheckURI("/")
                                                .healthCheckTimeoutInSecond(1)
                                                .healthCheckInterval(1)
                                                .unhealthyThreshold(2)
                                                .healthyThreshold(2)
                                                .healthCheckNormalStatus("http_2xx")
                                                .healthCheckHost("h")
                                                .serverTimeout(30)
                                                .certIds(List.of("cert-9"))
                                                .encryptionType(EncryptionType.POLICY_DEFAULT)
                                                .encryptionProtocols(List.of())
                                                .encryptionProtocols(List.of(EncryptionProtocol.SSL_3))
                                                .appliedCiphers("")
                                                .dualAuth(false)
                                                .clientCertIds(List.of("cert-8"))
                                                .additionalCertDomains(List.of(new CertDomain("cert-7", "x.org")))
                                                .description("d")),
                        "PUT /v1/blb/lb-1/HTTPSlistener?clientToken=t-1&listenerPort=443",
                        """
                        {"backendPort":80,"scheduler":"LeastConnection","keepSession":false,\
                        "keepSessionType":"insert","keepSessionDuration":60,"keepSessionCookieName":"c",\
                        "xForwardFor":false,"xForwardedProto":false,"additionalAttributes":{"gzipJson":"off"},\
                        "healthCheckType":"HTTP","healthCheckPort":80,"healthCheckURI":"/",\
                        "healthCheckTimeoutInSecond":1,"healthCheckInterval":1,"unhealthyThreshold":2,\
                        "healthyThreshold":2,"healthCheckNormalStatus":"http_2xx","healthCheckHost":"h",\
                        "serverTimeout":30,"certIds":["cert-9"],"encryptionType":"tls_cipher_policy_default",\
                        "encryptionProtocols":["sslv3"],"appliedCiphers":"","dualAuth":false,\
                        "clientCertIds":["cert-8"],"additionalCertDomains":[{"certId":"cert-7","host":"x.org"}],\
                        "description":"d"}"""),
                write(
                        "UpdateBlbSslListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .update(
                                        "lb-1",
                                        UpdateSslListener.of(8443)
                                                .backendPort(80)
                                                .scheduler(HASH)
                                                .healthCheckType(HealthCheckType.TCP)
                                                .serverTimeout(10)
                                                .healthCheckTimeoutInSecond(1)
                                                .healthCheckInterval(1)
                                                .unhealthyThreshold(2)
                                                .healthyThreshold(2)
                                                .certIds(List.of("cert-9"))
                                                .encryptionType(EncryptionType.POLICY_1_1)
                                                .encryptionProtocols(List.of(EncryptionProtocol.TLS_1_0))
                                                .appliedCiphers("A")
                                                .dualAuth(true)
                                                .clientCertIds(List.of("cert-8"))
                                                .description("d")),
                        "PUT /v1/blb/lb-1/SSLlistener?clientToken=t-1&listenerPort=8443",
                        """
                        {"backendPort":80,"scheduler":"Hash","healthCheckType":"TCP","serverTimeout":10,\
                        "healthCheckTimeoutInSecond":1,"healthCheckInterval":1,"unhealthyThreshold":2,\
                        "healthyThreshold":2,"certIds":["cert-9"],"encryptionType":"tls_cipher_policy_1_1",\
                        "encryptionProtocols":["tlsv10"],"appliedCiphers":"A","dualAuth":true,\
                        "clientCertIds":["cert-8"],"description":"d"}"""),
                write(
                        "DeleteBlbListener",
                        client -> client.listeners()
                                .withClientToken("t-1")
                                .delete(
                                        "lb-1",
                                        DeleteListeners.ports(List.of(80, 443))
                                                .portTypeList(List.of(new PortType(53, ListenerType.UDP)))),
                        "PUT /v1/blb/lb-1/listener?batchdelete&clientToken=t-1",
                        """
                        {"portList":[80,443],"portTypeList":[{"port":53,"type":"UDP"}]}"""));
    }

    static Stream<SampleCall> describeListeners() {
        return Stream.of(
                        kind("DescribeBlbTcpListener", TcpListener.class, "TCPlistener"),
                        kind("DescribeBlbUdpListener", UdpListener.class, "UDPlistener"),
                        kind("DescribeBlbHttpListener", HttpListener.class, "HTTPlistener"),
                        kind("DescribeBlbHttpsListener", HttpsListener.class, "HTTPSlistener"),
                        kind("DescribeBlbSslListener", SslListener.class, "SSLlistener"),
                        kind("DescribeBlbListener", Listener.class, "listener"))
                .flatMap(calls -> calls);
    }

    private static Stream<SampleCall> kind(String operation, Class<? extends Listener> kind, String path) {
        return Stream.of(
                read(
                        operation,
                        client -> client.listeners().list("lb-1", kind, PAGE),
                        "GET /v1/blb/lb-1/" + path + "?marker=listener-005A&maxKeys=7"),
                read(
                        operation,
                        client -> client.listeners().at("lb-1", kind, 80),
                        "GET /v1/blb/lb-1/" + path + "?listenerPort=80"));
    }
}
