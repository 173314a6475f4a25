package dev.blb.client;

import static dev.blb.client.model.BillingMethod.BY_CAPACITY_UNIT;
import static dev.blb.client.model.BillingMethod.BY_SPEC;
import static dev.blb.client.model.PerformanceLevel.LARGE1;
import static dev.blb.client.model.PerformanceLevel.SMALL1;
import static dev.blb.client.model.Scheduler.HASH;
import static dev.blb.client.model.Scheduler.LEAST_CONNECTION;
import static dev.blb.client.model.Scheduler.ROUND_ROBIN;

import dev.blb.client.model.AdditionalAttributes;
import dev.blb.client.model.AutoRenewal;
import dev.blb.client.model.BillingTerms;
import dev.blb.client.model.CertDomain;
import dev.blb.client.model.ChangeToPostpaid;
import dev.blb.client.model.ChangeToPrepaid;
import dev.blb.client.model.CreateHttpListener;
import dev.blb.client.model.CreateHttpsListener;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.CreateSslListener;
import dev.blb.client.model.CreateTcpListener;
import dev.blb.client.model.CreateUdpListener;
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
import dev.blb.client.model.LoadBalancerFilter;
import dev.blb.client.model.LoadBalancerType;
import dev.blb.client.model.ModificationProtection;
import dev.blb.client.model.PageRequest;
import dev.blb.client.model.PortType;
import dev.blb.client.model.PriceInquiry;
import dev.blb.client.model.ServerSettings;
import dev.blb.client.model.SslListener;
import dev.blb.client.model.Tag;
import dev.blb.client.model.TcpListener;
import dev.blb.client.model.UdpListener;
import dev.blb.client.model.UpdateHttpListener;
import dev.blb.client.model.UpdateHttpsListener;
import dev.blb.client.model.UpdateLoadBalancer;
import dev.blb.client.model.UpdateSslListener;
import dev.blb.client.model.UpdateTcpListener;
import dev.blb.client.model.UpdateUdpListener;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** One call with all the members that its operation has, and what it must send. */
record Story(String operation, Function<BlbClient, Object> call, String requestLine, String body) {
    private static final PageRequest PAGE = new PageRequest("listener-005A", 7);

    @Override
    public String toString() {
        return operation + ": " + requestLine;
    }

    static Stream<Story> all() {
        return Stream.of(
                        loadBalancers(),
                        createListeners(),
                        updateListeners(),
                        describeListeners(),
                        servers(),
                        securityGroups(),
                        billing())
                .flatMap(stories -> stories);
    }

    private static Story read(String operation, Function<BlbClient, Object> call, String requestLine) {
        return new Story(operation, call, requestLine, "");
    }

    private static Story write(String operation, Consumer<BlbClient> call, String requestLine, String body) {
        return new Story(
                operation,
                client -> {
                    call.accept(client);
                    return "";
                },
                requestLine,
                body);
    }

    private static Stream<Story> loadBalancers() {
        return Stream.of(
                new Story(
                        "CreateBlb",
                        client -> client.loadBalancers()
                                .withClientToken("t-1")
                                .create(CreateLoadBalancer.in("vpc-1", "sbn-1")
                                        .name("web-1")
                                        .desc("前端")
                                        .address("172.16.0.9")
                                        .type(LoadBalancerType.IPV6)
                                        .eip("203.0.113.9")
                                        .tags(List.of(Tag.of("team", "blue")))
                                        .billing(BillingTerms.prepaid(12))
                                        .performanceLevel(SMALL1)
                                        .autoRenew(AutoRenewal.years(3))
                                        .resourceGroupId("RESG-1")
                                        .allowDelete(false)
                                        .allowModify(false)
                                        .modificationProtectionReason("live")
                                        .allocateIpv6(true)
                                        .layer4ClusterId("l4-1")
                                        .layer7ClusterId("l7-1")
                                        .layer4ClusterExclusive(true)
                                        .layer7ClusterExclusive(false)),
                        "POST /v1/blb?clientToken=t-1",
                        """
                        {"vpcId":"vpc-1","subnetId":"sbn-1","name":"web-1","desc":"前端","address":"172.16.0.9",\
                        "type":"ipv6","eip":"203.0.113.9","tags":[{"tagKey":"team","tagValue":"blue"}],\
                        "billing":{"paymentTiming":"Prepaid","reservation":{"reservationLength":12}},\
                        "performanceLevel":"small1","autoRenewLength":3,"autoRenewTimeUnit":"year",\
                        "resourceGroupId":"RESG-1","allowDelete":false,"allowModify":false,\
                        "modificationProtectionReason":"live","allocateIpv6":true,"layer4ClusterId":"l4-1",\
                        "layer7ClusterId":"l7-1","layer4ClusterExclusive":true,"layer7ClusterExclusive":false}"""),
                new Story(
                        "CreateBlb",
                        client -> client.loadBalancers()
                                .withClientToken("t-2")
                                .create(CreateLoadBalancer.in("vpc-1", "sbn-1")
                                        .billing(BillingTerms.postpaid(BY_CAPACITY_UNIT))),
                        "POST /v1/blb?clientToken=t-2",
                        """
                        {"vpcId":"vpc-1","subnetId":"sbn-1",\
                        "billing":{"paymentTiming":"Postpaid","billingMethod":"ByCapacityUnit"}}"""),
                write(
                        "UpdateBlb",
                        client -> client.loadBalancers()
                                .withClientToken("t-1")
                                .update(
                                        "lb-1",
                                        UpdateLoadBalancer.of()
                                                .name("b")
                                                .desc("")
                                                .allowDelete(true)
                                                .allocateIpv6(false)),
                        "PUT /v1/blb/lb-1?clientToken=t-1",
                        """
                        {"name":"b","desc":"","allowDelete":true,"allocateIpv6":false}"""),
                write(
                        "UpdateBlbAcl",
                        client -> client.loadBalancers().withClientToken("t-1").updateAcl("lb-1", false),
                        "PUT /v1/blb/acl/lb-1?clientToken=t-1",
                        """
                        {"supportAcl":false}"""),
                write(
                        "UpdateBlbModifyProtection",
                        client -> client.loadBalancers()
                                .withClientToken("t-1")
                                .updateModifyProtection("lb-1", ModificationProtection.on("live")),
                        "PUT /v1/blb/modification_protection/lb-1?clientToken=t-1",
                        """
                        {"allowModify":false,"modificationProtectionReason":"live"}"""),
                write(
                        "UpdateBlbModifyProtection",
                        client -> client.loadBalancers()
                                .withClientToken("t-1")
                                .updateModifyProtection("lb-1", ModificationProtection.off()),
                        "PUT /v1/blb/modification_protection/lb-1?clientToken=t-1",
                        """
                        {"allowModify":true}"""),
                read(
                        "DescribeBlbs",
                        client -> client.loadBalancers()
                                .list(
                                        LoadBalancerFilter.ALL
                                                .address("172.16.0.9")
                                                .name("a b/中+")
                                                .blbId("lb-1")
                                                .bccId("i-1")
                                                .exactlyMatch(true)
                                                .type(LoadBalancerType.IPV6),
                                        new PageRequest("blb-1", 2)),
                        "GET /v1/blb?address=172.16.0.9&name=a%20b%2F%E4%B8%AD%2B&blbId=lb-1&bccId=i-1"
                                + "&exactlyMatch=true&type=ipv6&marker=blb-1&maxKeys=2"),
                read(
                        "DescribeBlb",
                        client -> client.loadBalancers().describe("lb-1", LoadBalancerType.IPV6),
                        "GET /v1/blb/lb-1?type=ipv6"),
                read("DescribeBlb", client -> client.loadBalancers().describe("lb/1?"), "GET /v1/blb/lb%2F1%3F"),
                write(
                        "ReleaseBlb",
                        client -> client.loadBalancers().withClientToken("t 1").release("lb-1"),
                        "DELETE /v1/blb/lb-1?clientToken=t%201",
                        ""));
    }

    private static Stream<Story> createListeners() {
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

    private static Stream<Story> updateListeners() {
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

    private static Stream<Story> describeListeners() {
        return Stream.of(
                        kind("DescribeBlbTcpListener", TcpListener.class, "TCPlistener"),
                        kind("DescribeBlbUdpListener", UdpListener.class, "UDPlistener"),
                        kind("DescribeBlbHttpListener", HttpListener.class, "HTTPlistener"),
                        kind("DescribeBlbHttpsListener", HttpsListener.class, "HTTPSlistener"),
                        kind("DescribeBlbSslListener", SslListener.class, "SSLlistener"),
                        kind("DescribeBlbListener", Listener.class, "listener"))
                .flatMap(stories -> stories);
    }

    private static Stream<Story> kind(String operation, Class<? extends Listener> kind, String path) {
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

    private static Stream<Story> servers() {
        List<ServerSettings> servers =
                List.of(ServerSettings.of("i-1").weight(0).desc("a"), ServerSettings.of("i-2"));
        String body = """
                {"backendServerList":[{"instanceId":"i-1","weight":0,"desc":"a"},{"instanceId":"i-2"}]}""";
        return Stream.of(
                write(
                        "AddBlbServer",
                        client -> client.backendServers().withClientToken("t-1").add("lb-1", servers),
                        "POST /v1/blb/lb-1/backendserver?clientToken=t-1",
                        body),
                write(
                        "UpdateBlbServer",
                        client -> client.backendServers().withClientToken("t-1").update("lb-1", servers),
                        "PUT /v1/blb/lb-1/backendserver?update&clientToken=t-1",
                        body),
                write(
                        "DeleteBlbServer",
                        client -> client.backendServers().withClientToken("t-1").remove("lb-1", List.of("i-1", "i-2")),
                        "PUT /v1/blb/lb-1/backendserver?clientToken=t-1",
                        """
                        {"backendServerList":["i-1","i-2"]}"""),
                read(
                        "DescribeBlbServers",
                        client -> client.backendServers().list("lb-1", new PageRequest("rs-1", null)),
                        "GET /v1/blb/lb-1/backendserver?marker=rs-1"),
                read(
                        "DescribeBlbServers",
                        client -> client.backendServers().list("lb-1", new PageRequest(null, 1000)),
                        "GET /v1/blb/lb-1/backendserver?maxKeys=1000"),
                read(
                        "DescribeBlbServerHealth",
                        client -> client.backendServers().health("lb-1", 80, new PageRequest("rs-1", 1)),
                        "GET /v1/blb/lb-1/backendserver?listenerPort=80&marker=rs-1&maxKeys=1"));
    }

    private static Stream<Story> securityGroups() {
        return Stream.of(
                write(
                        "BindBlbSecurityGroup",
                        client -> client.securityGroups().withClientToken("t-1").bind("lb-1", List.of("g-1")),
                        "PUT /v1/blb/lb-1/securitygroup?bind&clientToken=t-1",
                        """
                        {"securityGroupIds":["g-1"]}"""),
                write(
                        "UnbindBlbSecurityGroup",
                        client -> client.securityGroups().withClientToken("t-1").unbind("lb-1", List.of("g-1", "g-2")),
                        "PUT /v1/blb/lb-1/securitygroup?unbind&clientToken=t-1",
                        """
                        {"securityGroupIds":["g-1","g-2"]}"""),
                read(
                        "DescribeBlbSecurityGroups",
                        client -> client.securityGroups().list("lb-1"),
                        "GET /v1/blb/lb-1/securitygroup"),
                write(
                        "BindBlbEnterpriseSecurityGroup",
                        client ->
                                client.securityGroups().withClientToken("t-1").bindEnterprise("lb-1", List.of("esg-1")),
                        "PUT /v1/blb/lb-1/enterprise/securitygroup?bind&clientToken=t-1",
                        """
                        {"enterpriseSecurityGroupIds":["esg-1"]}"""),
                write(
                        "UnbindBlbEnterpriseSecurityGroup",
                        client -> client.securityGroups()
                                .withClientToken("t-1")
                                .unbindEnterprise("lb-1", List.of("esg-1")),
                        "PUT /v1/blb/lb-1/enterprise/securitygroup?unbind&clientToken=t-1",
                        """
                        {"enterpriseSecurityGroupIds":["esg-1"]}"""),
                read(
                        "DescribeBlbEnterpriseSecurityGroups",
                        client -> client.securityGroups().listEnterprise("lb-1"),
                        "GET /v1/blb/lb-1/enterprise/securitygroup"));
    }

    private static Stream<Story> billing() {
        return Stream.of(
                new Story(
                        "ResizeBlb",
                        client -> client.billing().withClientToken("t-1").resize("lb-1", LARGE1),
                        "POST /v1/blb/lb-1?action=RESIZE&clientToken=t-1",
                        """
                        {"performanceLevel":"large1"}"""),
                new Story(
                        "BillingChangePostToPreBlb",
                        client -> client.billing()
                                .withClientToken("t-1")
                                .changeToPrepaid(
                                        "lb-1",
                                        ChangeToPrepaid.months(36)
                                                .billingMethod(BY_SPEC)
                                                .performanceLevel(SMALL1)),
                        "POST /v1/blb/lb-1/charge?action=TO_PREPAY&clientToken=t-1",
                        """
                        {"reservationLength":36,"billingMethod":"BySpec","performanceLevel":"small1"}"""),
                new Story(
                        "BillingChangePreToPostBlb",
                        client -> client.billing()
                                .withClientToken("t-1")
                                .changeToPostpaid(
                                        "lb-1",
                                        ChangeToPostpaid.of()
                                                .billingMethod(BY_CAPACITY_UNIT)
                                                .performanceLevel(SMALL1)
                                                .effectiveImmediately(true)),
                        "POST /v1/blb/lb-1/charge?action=TO_POSTPAY&clientToken=t-1",
                        """
                        {"billingMethod":"ByCapacityUnit","performanceLevel":"small1","effectiveImmediately":true}"""),
                write(
                        "BillingChangeCancelToPostBlb",
                        client -> client.billing().withClientToken("t-1").cancelChangeToPostpaid("lb-1"),
                        "POST /v1/blb/lb-1/charge?action=CANCEL_TO_POSTPAY&clientToken=t-1",
                        ""),
                write(
                        "RefundBlb",
                        client -> client.billing().withClientToken("t-1").refund("lb-1"),
                        "PUT /v1/blb/refund/lb-1?clientToken=t-1",
                        ""),
                new Story(
                        "BlbInquiry",
                        client -> client.billing()
                                .price(PriceInquiry.of()
                                        .blbType(LoadBalancerType.APPLICATION)
                                        .performanceLevel(SMALL1)
                                        .count(2)
                                        .billing(BillingTerms.prepaid(9))),
                        "POST /v1/blb/price",
                        """
                        {"blbType":"application","performanceLevel":"small1","count":2,\
                        "billing":{"paymentTiming":"Prepaid","reservation":{"reservationLength":9}}}"""),
                new Story(
                        "BlbInquiry",
                        client -> client.billing().price(PriceInquiry.of().billing(BillingTerms.postpaid(BY_SPEC))),
                        "POST /v1/blb/price",
                        """
                        {"billing":{"paymentTiming":"Postpaid","billingMethod":"BySpec"}}"""),
                write(
                        "StartLoadBalancerAutoRenew",
                        client -> client.billing().withClientToken("t-1").startAutoRenew("lb-1", AutoRenewal.months(9)),
                        "PUT /v1/blb/autoRenew/lb-1?clientToken=t-1",
                        """
                        {"autoRenewLength":9,"autoRenewTimeUnit":"month"}"""));
    }
}
