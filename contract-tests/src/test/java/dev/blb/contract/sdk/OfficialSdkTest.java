package dev.blb.contract.sdk;

import static dev.blb.contract.sdk.Sdk.seen;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.baidubce.BceServiceException;
import com.baidubce.services.blb.BlbClient;
import com.baidubce.services.blb.model.AddBackendServersRequest;
import com.baidubce.services.blb.model.BackendServer;
import com.baidubce.services.blb.model.BlbDetailRequest;
import com.baidubce.services.blb.model.BlbInstance;
import com.baidubce.services.blb.model.BlbListenerRequest;
import com.baidubce.services.blb.model.CreateBlbRequest;
import com.baidubce.services.blb.model.CreateBlbResponse;
import com.baidubce.services.blb.model.DeleteBSRequest;
import com.baidubce.services.blb.model.DeleteBlbRequest;
import com.baidubce.services.blb.model.DeleteListenerRequest;
import com.baidubce.services.blb.model.EsgOperateRequest;
import com.baidubce.services.blb.model.ListAllListenerRequest;
import com.baidubce.services.blb.model.ListBackendServerRequest;
import com.baidubce.services.blb.model.ListBackendServerStatusRequest;
import com.baidubce.services.blb.model.ListBlbRequest;
import com.baidubce.services.blb.model.ListBlbResponse;
import com.baidubce.services.blb.model.ListBlbSgRequest;
import com.baidubce.services.blb.model.ListListenerRequest;
import com.baidubce.services.blb.model.ModifyBSAttributesRequest;
import com.baidubce.services.blb.model.ModifyBlbAttributesRequest;
import com.baidubce.services.blb.model.PortType;
import com.baidubce.services.blb.model.SgOperateRequest;
import com.baidubce.services.blb.model.UpdateLoadBalancerAclRequest;
import com.baidubce.services.tag.model.Tag;
import dev.blb.contract.target.EmulatorJar;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * Every method of the official SDK's {@code BlbClient} against the packaged jar: what its getters give is compared with
 * what its setters sent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialSdkTest {
    private static final String DEFAULT_CIPHERS = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-SHA384:"
            + "ECDHE-ECDSA-AES256-SHA:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA:"
            + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256:"
            + "ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES128-SHA:AES128-GCM-SHA256:AES256-SHA:AES128-SHA:AES256-GCM-SHA384:"
            + "AES256-SHA256:AES128-SHA256:DES-CBC3-SHA";

    private final Map<String, ThrowingConsumer<Sdk>> checks = new TreeMap<>();
    private EmulatorJar emulator;
    private EmulatorJar documented;
    private EmulatorJar refusing;

    @BeforeAll
    void start() {
        emulator = EmulatorJar.start();
        documented = EmulatorJar.start("--answers", "documented");
        refusing = EmulatorJar.start("--unknown-members", "refuse");
        instances();
        listenersThatAreWritten();
        listenersThatAreListed();
        servers();
        groups();
    }

    @AfterAll
    void noStackTraceWasPrinted() {
        for (EmulatorJar each : List.of(emulator, documented, refusing)) {
            try (EmulatorJar stopped = each) {
                assertThat(stopped.stop()).isIn(0, 143);
                assertThat(stopped.output()).doesNotContain("\tat ").contains(" CreateBlb 200 ");
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyMethod() {
        return checks.entrySet().stream()
                .map(check -> DynamicTest.dynamicTest(
                        check.getKey(), () -> check.getValue().accept(Sdk.at(emulator.endpoint()))));
    }

    /** The SDK's models have no member that {@code --answers documented} leaves out, except lists that are empty. */
    @TestFactory
    Stream<DynamicTest> everyMethodWithDocumentedAnswers() {
        return checks.entrySet().stream()
                .map(check -> DynamicTest.dynamicTest(
                        check.getKey(), () -> check.getValue().accept(Sdk.at(documented.endpoint()))));
    }

    /** The SDK sends nothing that is unknown, such as {@code keepSession} with TCP, UDP and SSL, where it cannot leave it out. */
    @TestFactory
    Stream<DynamicTest> everyMethodWithUnknownMembersRefused() {
        return checks.entrySet().stream()
                .map(check -> DynamicTest.dynamicTest(
                        check.getKey(), () -> check.getValue().accept(Sdk.at(refusing.endpoint()))));
    }

    @Test
    void noMethodIsForgotten() {
        assertThat(Arrays.stream(BlbClient.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(OfficialSdkTest::signature))
                .containsExactlyInAnyOrderElementsOf(checks.keySet());
    }

    private static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(joining(", ", method.getName() + "(", ")"));
    }

    private void instances() {
        checks.put("createBlb(String, String, String, String)", sdk -> {
            CreateBlbResponse created = sdk.blb().createBlb("web", "about web", "vpc-emulator0001", "sbn-emulator0001");

            assertThat(created.getBlbId()).matches("lb-[0-9a-f]{8}");
            assertThat(created.getName()).isEqualTo("web");
            assertThat(created.getDesc()).isEqualTo("about web");
            assertThat(created.getMetadata().getBceRequestId()).isNotEmpty();
            assertThat(seen(detail(sdk, created.getBlbId())))
                    .isEqualTo(json("""
                    {"blbId":"%s","status":"available","name":"web","desc":"about web","address":"%s",
                    "vpcId":"vpc-emulator0001","subnetId":"sbn-emulator0001"}""", created.getBlbId(), created.getAddress()));
        });
        checks.put("createIpv6Blb(String, String, String, String)", sdk -> {
            CreateBlbResponse created =
                    sdk.blb().createIpv6Blb("six", "about six", "vpc-emulator0001", "sbn-emulator0001");

            assertThat(created.getName()).isEqualTo("six");
            assertThat(sdk.blb().listIpv6Blbs(null, null, null, null).getBlbList())
                    .extracting(BlbInstance::getBlbId)
                    .containsExactly(created.getBlbId());
        });
        checks.put("createBlb(CreateBlbRequest)", sdk -> {
            CreateBlbRequest request = new CreateBlbRequest()
                    .withName("tagged")
                    .withDesc("about tags")
                    .withVpcId("vpc-emulator0001")
                    .withSubnetId("sbn-emulator0001")
                    .withTags(List.of(new Tag().withTagKey("team").withTagValue("blue")))
                    .withType("normal")
                    .withClientToken("create-once");
            CreateBlbResponse created = sdk.blb().createBlb(request);

            assertThat(sdk.blb().createBlb(request).getBlbId())
                    .as("the same client token")
                    .isEqualTo(created.getBlbId());
            assertThat(sdk.blb().listBlbs(new ListBlbRequest()).getBlbList()).hasSize(1);
            refused(() -> sdk.blb().createBlb(request.withName("other")), 403, "IdempotentParameterMismatch");
        });
        checks.put("listBlbs(String, String, String, String)", sdk -> {
            String web = sdk.create("web");
            String api = sdk.create("api");
            sdk.blb().addBackendServers(api, List.of(server("i-emul0003", 5)));
            String address = detail(sdk, web).getAddress();

            assertThat(ids(sdk.blb().listBlbs(null, null, null, null))).containsExactlyInAnyOrder(web, api);
            assertThat(ids(sdk.blb().listBlbs(address, null, null, null))).containsExactly(web);
            assertThat(ids(sdk.blb().listBlbs(null, "api", null, null))).containsExactly(api);
            assertThat(ids(sdk.blb().listBlbs(null, null, web, null))).containsExactly(web);
            assertThat(ids(sdk.blb().listBlbs(null, null, null, "i-emul0003"))).containsExactly(api);
            assertThat(ids(sdk.blb().listBlbs(null, "nothing", null, null))).isEmpty();
        });
        checks.put("listIpv6Blbs(String, String, String, String)", sdk -> {
            sdk.create("four");
            assertThat(ids(sdk.blb().listIpv6Blbs(null, null, null, null))).isEmpty();
            String six = sdk.blb()
                    .createIpv6Blb("six", "", "vpc-emulator0001", "sbn-emulator0001")
                    .getBlbId();
            assertThat(ids(sdk.blb().listIpv6Blbs(null, "six", six, null))).containsExactly(six);
        });
        checks.put("listBlbs(ListBlbRequest)", sdk -> {
            List<String> made = Stream.of("a", "b", "c").map(sdk::create).toList();
            ListBlbRequest request = new ListBlbRequest();
            request.setMaxKeys(2);
            ListBlbResponse first = sdk.blb().listBlbs(request);
            request.setMarker(first.getNextMarker());
            ListBlbResponse second = sdk.blb().listBlbs(request);

            assertThat(first.getIsTruncated()).isTrue();
            assertThat(first.getMaxKeys()).isEqualTo(2);
            assertThat(second.getIsTruncated()).isFalse();
            assertThat(second.getMarker()).isEqualTo(first.getNextMarker());
            assertThat(Stream.concat(ids(first).stream(), ids(second).stream()))
                    .containsExactlyInAnyOrderElementsOf(made);
        });
        checks.put("blbDetail(BlbDetailRequest)", sdk -> {
            String id = sdk.create("web");

            BlbInstance detail = sdk.blb().blbDetail(new BlbDetailRequest().withBlbId(id));

            assertThat(detail.getBlbId()).isEqualTo(id);
            assertThat(detail.getStatus()).isEqualTo("available");
            assertThat(detail.getAddress()).startsWith("172.");
            refused(() -> detail(sdk, "lb-00000000"), 404, "InstanceNotFound");
        });
        checks.put("modifyBlbAttributes(String, String, String)", sdk -> {
            String id = sdk.create("web");

            sdk.blb().modifyBlbAttributes(id, "renamed", "another text");

            assertThat(detail(sdk, id).getName()).isEqualTo("renamed");
            assertThat(detail(sdk, id).getDesc()).isEqualTo("another text");
        });
        checks.put("modifyBlbAttributes(ModifyBlbAttributesRequest)", sdk -> {
            String id = sdk.create("web");

            sdk.blb()
                    .modifyBlbAttributes(new ModifyBlbAttributesRequest()
                            .withBlbId(id)
                            .withDesc("only this")
                            .withAllowDelete(false)
                            .withAllocateIpv6(true)
                            .withClientToken("modify"));

            assertThat(detail(sdk, id).getName()).isEqualTo("web");
            assertThat(detail(sdk, id).getDesc()).isEqualTo("only this");
            assertThatThrownBy(() -> sdk.blb().deleteBlb(id)).isInstanceOf(BceServiceException.class);
            assertThat(detail(sdk, id).getStatus()).isEqualTo("available");
        });
        checks.put("deleteBlb(String)", sdk -> {
            String id = sdk.create("web");

            sdk.blb().deleteBlb(id);

            refused(() -> detail(sdk, id), 404, "InstanceNotFound");
            refused(() -> sdk.blb().deleteBlb(id), 404, "InstanceNotFound");
        });
        checks.put("deleteBlb(DeleteBlbRequest)", sdk -> {
            String id = sdk.create("web");
            DeleteBlbRequest request = new DeleteBlbRequest().withBlbId(id).withClientToken("delete-once");

            sdk.blb().deleteBlb(request);
            sdk.blb().deleteBlb(request);

            assertThat(ids(sdk.blb().listBlbs(new ListBlbRequest()))).isEmpty();
        });
        checks.put("updateLoadBalancerAcl(UpdateLoadBalancerAclRequest)", sdk -> {
            String id = sdk.create("web");

            sdk.blb()
                    .updateLoadBalancerAcl(new UpdateLoadBalancerAclRequest()
                            .withBlbId(id)
                            .withSupportAcl(true)
                            .withClientToken("acl"));

            refused(
                    () -> sdk.blb()
                            .updateLoadBalancerAcl(new UpdateLoadBalancerAclRequest()
                                    .withBlbId("lb-00000000")
                                    .withSupportAcl(true)),
                    404,
                    "InstanceNotFound");
        });
    }

    private void listenersThatAreWritten() {
        checks.put("createListener(BlbListenerRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().createListener(Sdk.listener(id, "HTTPS", """
                    {"listenerPort":443,"backendPort":8443,"scheduler":"LeastConnection","certIds":["cert-emulator0001"]}"""));
            BlbListenerRequest http = Sdk.listener(id, "HTTP", """
                    {"listenerPort":80,"backendPort":8080,"scheduler":"RoundRobin","keepSession":true,
                    "keepSessionType":"rewrite","keepSessionTimeout":1800,"keepSessionCookieName":"route",
                    "xForwardedFor":true,"xForwardedProto":true,"additionalAttributes":{"gzipJson":"on"},
                    "healthCheckType":"HTTP","healthCheckPort":8081,"healthCheckURI":"/ready","healthCheckHost":"a.example",
                    "healthCheckTimeoutInSecond":5,"healthCheckInterval":7,"unhealthyThreshold":4,"healthyThreshold":2,
                    "healthCheckNormalStatus":"http_2xx","serverTimeout":60,"redirectPort":443,"description":"front",
                    "clientToken":"listen-once"}""");
            sdk.blb().createListener(http);
            sdk.blb().createListener(http);

            assertThat(seen(sdk.blb().listHttpListener(id).getListenerList())).isEqualTo(json("""
                    [{"listenerPort":80,"backendPort":8080,"scheduler":"RoundRobin","healthCheckTimeoutInSecond":5,
                    "healthCheckInterval":7,"unhealthyThreshold":4,"healthyThreshold":2,"keepSession":true,
                    "keepSessionType":"rewrite","keepSessionCookieName":"route",
                    "healthCheckType":"HTTP","healthCheckPort":8081,"healthCheckURI":"/ready",
                    "healthCheckNormalStatus":"http_2xx","serverTimeout":60,"redirectPort":443,
                    "additionalAttributes":{"gzipJson":"on"},"healthCheckHost":"a.example","keepSessionTimeout":1800,"xForwardedFor":true,
                    "xForwardedProto":true}]"""));
            http.setClientToken(null);
            refused(() -> sdk.blb().createListener(http), 400, "ListenerAlreadyExist");
            http.setListenerPort(70000);
            refused(() -> sdk.blb().createListener(http), 400, "InvalidParameter");
        });
        checks.put("modifyListenerAttributes(BlbListenerRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().createListener(Sdk.listener(id, "TCP", """
                    {"listenerPort":6379,"backendPort":6379,"scheduler":"RoundRobin","tcpSessionTimeout":100}"""));

            sdk.blb().modifyListenerAttributes(Sdk.listener(id, "TCP", """
                    {"listenerPort":6379,"backendPort":6380,"scheduler":"Hash","tcpSessionTimeout":200,
                    "healthCheckTimeoutInSecond":4,"healthCheckInterval":5,"unhealthyThreshold":2,"healthyThreshold":5}"""));

            assertThat(seen(sdk.blb().listTcpListener(id).getListenerList())).isEqualTo(json("""
                    [{"listenerPort":6379,"backendPort":6380,"scheduler":"Hash","healthCheckTimeoutInSecond":4,
                    "healthCheckInterval":5,"unhealthyThreshold":2,"healthyThreshold":5,"tcpSessionTimeout":200,
                    "healthCheckType":"TCP"}]"""));
            refused(() -> sdk.blb().modifyListenerAttributes(Sdk.listener(id, "TCP", """
                            {"listenerPort":1,"backendPort":6380}""")), 404, "ListenerNotFound");
        });
        checks.put("deleteListener(String, List)", sdk -> {
            String id = listeners(sdk);

            sdk.blb().deleteListener(id, List.of(80, 443));

            assertThat(ports(sdk, id)).containsExactly(465, 6379, 8053);
            refused(() -> sdk.blb().deleteListener(id, List.of(465, 80)), 404, "ListenerNotFound");
            assertThat(ports(sdk, id)).as("all or nothing").containsExactly(465, 6379, 8053);
        });
        checks.put("deleteListener(DeleteListenerRequest)", sdk -> {
            String id = listeners(sdk);

            sdk.blb()
                    .deleteListener(new DeleteListenerRequest()
                            .withBlbId(id)
                            .withPortTypeList(List.of(new PortType(8053, "UDP"), new PortType(80, "HTTP")))
                            .withClientToken("delete-two"));

            assertThat(ports(sdk, id)).containsExactly(443, 465, 6379);
        });
    }

    private void listenersThatAreListed() {
        checks.put(
                "listTcpListener(String)",
                sdk -> assertThat(seen(sdk.blb().listTcpListener(listeners(sdk)).getListenerList()))
                        .isEqualTo(json("""
                                [{"listenerPort":6379,"backendPort":6379,"scheduler":"RoundRobin",
                                "healthCheckTimeoutInSecond":3,"healthCheckInterval":3,"unhealthyThreshold":3,
                                "healthyThreshold":3,"tcpSessionTimeout":900,"healthCheckType":"TCP"}]""")));
        checks.put(
                "listUdpListener(String)",
                sdk -> assertThat(seen(sdk.blb().listUdpListener(listeners(sdk)).getListenerList()))
                        .isEqualTo(json("""
                                [{"listenerPort":8053,"backendPort":53,"scheduler":"Hash","healthCheckTimeoutInSecond":3,
                                "healthCheckInterval":3,"unhealthyThreshold":3,"healthyThreshold":3,
                                "healthCheckType":"UDP","healthCheckString":"ping","healthCheckPort":53,
                                "udpSessionTimeout":90}]""")));
        checks.put(
                "listHttpListener(String)",
                sdk -> assertThat(
                                seen(sdk.blb().listHttpListener(listeners(sdk)).getListenerList()))
                        .isEqualTo(json("""
                                [{"listenerPort":80,"backendPort":8080,"scheduler":"RoundRobin",
                                "healthCheckTimeoutInSecond":3,"healthCheckInterval":3,"unhealthyThreshold":3,
                                "healthyThreshold":3,"keepSession":false,"healthCheckType":"HTTP","healthCheckPort":8080,
                                "healthCheckURI":"/","healthCheckNormalStatus":"http_2xx|http_3xx","serverTimeout":30,
                                "redirectPort":0,"healthCheckHost":"","xForwardedFor":false,"xForwardedProto":false}]""")));
        checks.put(
                "listHttpsListener(String)",
                sdk -> assertThat(
                                seen(sdk.blb().listHttpsListener(listeners(sdk)).getListenerList()))
                        .isEqualTo(json("""
                                [{"listenerPort":443,"backendPort":8443,"scheduler":"LeastConnection",
                                "healthCheckTimeoutInSecond":3,"healthCheckInterval":3,"unhealthyThreshold":3,
                                "healthyThreshold":3,"keepSession":false,"healthCheckType":"HTTP","healthCheckPort":8443,
                                "healthCheckURI":"/","healthCheckNormalStatus":"http_2xx|http_3xx","serverTimeout":30,
                                "certIds":["cert-emulator0001"],
                                "additionalCertDomains":[{"certId":"cert-emulator0002","host":"b.example"}],
                                "ie6Compatible":true,"healthCheckHost":"","encryptionType":"userDefind",
                                "encryptionProtocols":["tlsv12"],"appliedCiphers":"AES128-GCM-SHA256","dualAuth":true,
                                "clientCertIds":["cert-emulator0002"],"xForwardedFor":false,"xForwardedProto":false}]""")));
        checks.put("listSslListener(String)", sdk -> {
            var listed = sdk.blb().listSslListener(listeners(sdk)).getListenerList();
            // An empty list is absent from documented answers.
            assertThat(listed.get(0).getClientCertIds()).isNullOrEmpty();
            listed.get(0).setClientCertIds(null);
            assertThat(seen(listed)).isEqualTo(json("""
                            [{"listenerPort":465,"backendPort":25,"scheduler":"RoundRobin",
                            "healthCheckTimeoutInSecond":3,"healthCheckInterval":3,"unhealthyThreshold":3,
                            "healthyThreshold":3,"certIds":["cert-emulator0001"],
                            "encryptionType":"tls_cipher_policy_default",
                            "encryptionProtocols":["tlsv10","tlsv11","tlsv12"],"dualAuth":false,
                            "appliedCiphers":"%s","healthCheckType":"TCP","serverTimeout":900}]""", DEFAULT_CIPHERS));
        });
        checks.put("listAllListener(String)", sdk -> {
            var all = sdk.blb().listAllListener(listeners(sdk));

            assertThat(all.getListenerList())
                    .extracting("listenerPort", "listenerType")
                    .map(Object::toString)
                    .containsExactly(
                            "(80, \"HTTP\")",
                            "(443, \"HTTPS\")",
                            "(465, \"SSL\")",
                            "(6379, \"TCP\")",
                            "(8053, \"UDP\")");
            assertThat(all.getMarker()).isEqualTo("listener-0050");
            assertThat(all.getIsTruncated()).isFalse();
        });
        checks.put("listAllListener(ListAllListenerRequest)", sdk -> {
            String id = listeners(sdk);
            ListAllListenerRequest page = new ListAllListenerRequest().withBlbId(id);
            page.setMaxKeys(2);

            assertThat(sdk.blb().listAllListener(page).getListenerList())
                    .extracting("listenerPort")
                    .containsExactly(80, 443);
            page.setMarker(sdk.blb().listAllListener(page).getNextMarker());
            assertThat(sdk.blb().listAllListener(page).getListenerList())
                    .extracting("listenerPort")
                    .containsExactly(465, 6379);
            assertThat(sdk.blb()
                            .listAllListener(
                                    new ListAllListenerRequest().withBlbId(id).withListenerPort(8053))
                            .getListenerList())
                    .extracting("listenerType", "udpSessionTimeout", "healthCheckString")
                    .map(Object::toString)
                    .containsExactly("(\"UDP\", 90, \"ping\")");
        });
        checks.put("listListener(ListListenerRequest)", sdk -> {
            String id = listeners(sdk);

            // The SDK declares a raw list.
            List<?> there = sdk.blb()
                    .listListener(new ListListenerRequest(id, 6379, "TCP"))
                    .getListenerList();
            List<?> missing = sdk.blb()
                    .listListener(new ListListenerRequest(id, 1, "TCP"))
                    .getListenerList();

            assertThat(there).hasSize(1);
            assertThat(missing).isEmpty();
        });
    }

    private void servers() {
        checks.put("addBackendServers(String, List)", sdk -> {
            String id = sdk.create("web");

            sdk.blb().addBackendServers(id, List.of(server("i-emul0001", 0), server("i-emul0002", 100)));

            assertThat(servers(sdk, id)).containsExactly("i-emul0001=0", "i-emul0002=100");
            refused(
                    () -> sdk.blb().addBackendServers(id, List.of(server("i-emul0003", 1), server("i-emul0001", 1))),
                    400,
                    "BackendServerAlreadyExist");
            refused(() -> sdk.blb().addBackendServers(id, List.of(server("i-emul0003", 101))), 400, "InvalidParameter");
            assertThat(servers(sdk, id)).as("all or nothing").hasSize(2);
        });
        checks.put("addBackendServers(AddBackendServersRequest)", sdk -> {
            String id = sdk.create("web");
            AddBackendServersRequest request =
                    new AddBackendServersRequest(id, List.of(server("i-emul0001", 7))).withClientToken("add-once");

            sdk.blb().addBackendServers(request);
            sdk.blb().addBackendServers(request);

            assertThat(servers(sdk, id)).containsExactly("i-emul0001=7");
        });
        checks.put("listBackendServerStatus(String, int)", sdk -> {
            String id = listeners(sdk);
            sdk.blb().addBackendServers(id, List.of(server("i-emul0001", 7)));

            assertThat(seen(sdk.blb().listBackendServerStatus(id, 80))).isEqualTo(json("""
                    {"marker":"rs-00000001","isTruncated":false,"maxKeys":1000,
                    "backendServerList":[{"instanceId":"i-emul0001","weight":7,"status":"Alive"}],
                    "type":"HTTP","listenerPort":80,"backendPort":8080}"""));
            refused(() -> sdk.blb().listBackendServerStatus(id, 81), 404, "ListenerNotFound");
        });
        checks.put("listBackendServerStatus(ListBackendServerStatusRequest)", sdk -> {
            String id = listeners(sdk);
            sdk.blb().addBackendServers(id, List.of(server("i-emul0001", 7), server("i-emul0002", 8)));
            ListBackendServerStatusRequest request = new ListBackendServerStatusRequest(id, 6379);
            request.setMaxKeys(1);

            var first = sdk.blb().listBackendServerStatus(request);
            request.setMarker(first.getNextMarker());
            var second = sdk.blb().listBackendServerStatus(request);

            assertThat(first.getIsTruncated()).isTrue();
            assertThat(first.getBackendServerList()).extracting("instanceId").containsExactly("i-emul0001");
            assertThat(second.getBackendServerList()).extracting("instanceId").containsExactly("i-emul0002");
        });
        checks.put("listBackendServers(String)", sdk -> {
            String id = sdk.create("web");
            assertThat(servers(sdk, id)).isEmpty();
            sdk.blb().addBackendServers(id, List.of(server("i-emul0001", 7)));
            assertThat(seen(sdk.blb().listBackendServers(id))).isEqualTo(json("""
                    {"marker":"rs-00000001","isTruncated":false,"maxKeys":1000,
                    "backendServerList":[{"instanceId":"i-emul0001","weight":7}]}"""));
        });
        checks.put("listBackendServers(ListBackendServerRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().addBackendServers(id, List.of(server("i-emul0001", 7), server("i-emul0002", 8)));
            ListBackendServerRequest request = new ListBackendServerRequest(id);
            request.setMaxKeys(1);

            var first = sdk.blb().listBackendServers(request);

            assertThat(first.getIsTruncated()).isTrue();
            assertThat(first.getNextMarker()).isEqualTo("rs-00000002");
            assertThat(first.getMaxKeys()).isEqualTo(1);
        });
        checks.put("modifyBackendServerAttributes(String, List)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().addBackendServers(id, List.of(server("i-emul0001", 7), server("i-emul0002", 8)));

            sdk.blb().modifyBackendServerAttributes(id, List.of(server("i-emul0002", 0)));

            assertThat(servers(sdk, id)).containsExactly("i-emul0001=7", "i-emul0002=0");
        });
        checks.put("modifyBackendServerAttributes(ModifyBSAttributesRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().addBackendServers(id, List.of(server("i-emul0001", 7)));

            sdk.blb()
                    .modifyBackendServerAttributes(
                            new ModifyBSAttributesRequest(id, List.of(server("i-emul0001", 9))).withClientToken("mod"));

            assertThat(servers(sdk, id)).containsExactly("i-emul0001=9");
            refused(
                    () -> sdk.blb().modifyBackendServerAttributes(id, List.of(server("i-emul0009", 9))),
                    404,
                    "BackendServerNotFound");
        });
        checks.put("deleteBackendServers(String, List)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().addBackendServers(id, List.of(server("i-emul0001", 7), server("i-emul0002", 8)));

            sdk.blb().deleteBackendServers(id, List.of("i-emul0001"));

            assertThat(servers(sdk, id)).containsExactly("i-emul0002=8");
        });
        checks.put("deleteBackendServers(DeleteBSRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().addBackendServers(id, List.of(server("i-emul0001", 7)));

            sdk.blb().deleteBackendServers(new DeleteBSRequest(id, List.of("i-emul0001")).withClientTokent("delete"));

            assertThat(servers(sdk, id)).isEmpty();
        });
    }

    private void groups() {
        checks.put("bindSg(SgOperateRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().bindSg(groups(id, "g-emulator0001", "g-emulator0002").withClientToken("bind"));
            assertThat(sdk.blb().listBlbSg(new ListBlbSgRequest().withBlbId(id)).getBlbSecurityGroups())
                    .extracting("securityGroupId")
                    .containsExactly("g-emulator0001", "g-emulator0002");
        });
        checks.put("unBindSg(SgOperateRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().bindSg(groups(id, "g-emulator0001", "g-emulator0002"));
            sdk.blb().unBindSg(groups(id, "g-emulator0001"));
            assertThat(sdk.blb().listBlbSg(new ListBlbSgRequest().withBlbId(id)).getBlbSecurityGroups())
                    .extracting("securityGroupId")
                    .containsExactly("g-emulator0002");
        });
        checks.put("listBlbSg(ListBlbSgRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().bindSg(groups(id, "g-emulator0001"));
            var group = sdk.blb()
                    .listBlbSg(new ListBlbSgRequest().withBlbId(id))
                    .getBlbSecurityGroups()
                    .get(0);
            assertThat(group.getSecurityGroupName()).isNotEmpty();
            assertThat(group.getSecurityGroupDesc()).isNotNull();
            assertThat(group.getVpcName()).isNotEmpty();
            assertThat(group.getSecurityGroupRules()).isNotEmpty().allSatisfy(rule -> {
                assertThat(rule.getSecurityGroupRuleId()).startsWith("r-");
                assertThat(rule.getDirection()).isIn("ingress", "egress");
                assertThat(rule.getEthertype()).isIn("IPv4", "IPv6");
                assertThat(rule.getPortRange()).isNotEmpty();
                assertThat(rule.getProtocol()).isNotNull();
            });
        });
        checks.put("bindEsg(EsgOperateRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().bindEsg(enterpriseGroups(id, "esg-emulator0001").withClientToken("bind"));
            assertThat(enterpriseGroups(sdk, id)).containsExactly("esg-emulator0001");
        });
        checks.put("unBindEsg(EsgOperateRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().bindEsg(enterpriseGroups(id, "esg-emulator0001", "esg-emulator0002"));
            sdk.blb().unBindEsg(enterpriseGroups(id, "esg-emulator0001"));
            assertThat(enterpriseGroups(sdk, id)).containsExactly("esg-emulator0002");
        });
        checks.put("listBlbEsg(ListBlbSgRequest)", sdk -> {
            String id = sdk.create("web");
            sdk.blb().bindEsg(enterpriseGroups(id, "esg-emulator0001"));
            var group = sdk.blb()
                    .listBlbEsg(new ListBlbSgRequest().withBlbId(id))
                    .getEnterpriseSecurityGroups()
                    .get(0);
            assertThat(group.getEnterpriseSecurityGroupName()).isNotEmpty();
            assertThat(group.getEnterpriseSecurityGroupRules()).isNotEmpty().allSatisfy(rule -> {
                assertThat(rule.getEnterpriseSecurityGroupRuleId()).isNotEmpty();
                assertThat(rule.getAction()).isIn("allow", "deny");
                assertThat(rule.getPriority()).isBetween(1, 1000);
                assertThat(rule.getDirection()).isIn("ingress", "egress");
                assertThat(rule.getEthertype()).isIn("IPv4", "IPv6");
            });
        });
    }

    /** An instance with one listener of each kind. */
    private static String listeners(Sdk sdk) {
        String id = sdk.create("web");
        sdk.blb().createListener(Sdk.listener(id, "TCP", """
                {"listenerPort":6379,"backendPort":6379,"scheduler":"RoundRobin"}"""));
        sdk.blb().createListener(Sdk.listener(id, "UDP", """
                {"listenerPort":8053,"backendPort":53,"scheduler":"Hash","healthCheckString":"ping"}"""));
        sdk.blb().createListener(Sdk.listener(id, "HTTP", """
                {"listenerPort":80,"backendPort":8080,"scheduler":"RoundRobin"}"""));
        sdk.blb().createListener(Sdk.listener(id, "HTTPS", """
                {"listenerPort":443,"backendPort":8443,"scheduler":"LeastConnection","certIds":["cert-emulator0001"],
                "additionalCertDomains":[{"certId":"cert-emulator0002","host":"b.example"}],
                "encryptionType":"userDefind","encryptionProtocols":["tlsv12"],"appliedCiphers":"AES128-GCM-SHA256",
                "dualAuth":true,"clientCertIds":["cert-emulator0002"]}"""));
        sdk.blb().createListener(Sdk.listener(id, "SSL", """
                {"listenerPort":465,"backendPort":25,"scheduler":"RoundRobin","certIds":["cert-emulator0001"]}"""));
        return id;
    }

    private static BlbInstance detail(Sdk sdk, String id) {
        return sdk.blb().blbDetail(new BlbDetailRequest().withBlbId(id));
    }

    private static List<String> ids(ListBlbResponse answer) {
        return answer.getBlbList().stream().map(BlbInstance::getBlbId).toList();
    }

    private static List<Integer> ports(Sdk sdk, String id) {
        return sdk.blb().listAllListener(id).getListenerList().stream()
                .map(listener -> listener.getListenerPort())
                .toList();
    }

    private static List<String> servers(Sdk sdk, String id) {
        return sdk.blb().listBackendServers(id).getBackendServerList().stream()
                .map(server -> server.getInstanceId() + "=" + server.getWeight())
                .toList();
    }

    private static List<String> enterpriseGroups(Sdk sdk, String id) {
        return sdk.blb().listBlbEsg(new ListBlbSgRequest().withBlbId(id)).getEnterpriseSecurityGroups().stream()
                .map(group -> group.getEnterpriseSecurityGroupId())
                .toList();
    }

    private static BackendServer server(String instanceId, int weight) {
        BackendServer server = new BackendServer();
        server.setInstanceId(instanceId);
        server.setWeight(weight);
        return server;
    }

    private static SgOperateRequest groups(String id, String... groups) {
        return new SgOperateRequest().withBlbId(id).withSecurityGroupIds(List.of(groups));
    }

    private static EsgOperateRequest enterpriseGroups(String id, String... groups) {
        return new EsgOperateRequest().withBlbId(id).withEnterpriseSecurityGroupIds(List.of(groups));
    }

    private static String json(String text, Object... values) {
        return text.replace("\n", "").formatted(values);
    }

    private static void refused(Runnable call, int status, String code) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(BceServiceException.class, failure -> {
            assertThat(failure.getErrorCode()).isEqualTo(code);
            assertThat(failure.getStatusCode()).isEqualTo(status);
            assertThat(failure.getRequestId()).isNotEmpty();
            assertThat(failure.getErrorMessage()).isNotEmpty();
        });
    }
}
