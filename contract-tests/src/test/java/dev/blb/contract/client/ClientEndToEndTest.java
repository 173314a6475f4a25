package dev.blb.contract.client;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SETTLE_DELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.client.BlbClient;
import dev.blb.client.BlbException;
import dev.blb.client.ErrorCode;
import dev.blb.client.WaitFailure;
import dev.blb.client.model.AdditionalAttributes;
import dev.blb.client.model.AutoRenewal;
import dev.blb.client.model.BackendServer;
import dev.blb.client.model.BillingMethod;
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
import dev.blb.client.model.CreatedLoadBalancer;
import dev.blb.client.model.DeleteListeners;
import dev.blb.client.model.EncryptionProtocol;
import dev.blb.client.model.EncryptionType;
import dev.blb.client.model.EnterpriseSecurityGroup;
import dev.blb.client.model.GzipJson;
import dev.blb.client.model.HealthCheckType;
import dev.blb.client.model.HealthStatus;
import dev.blb.client.model.HttpListener;
import dev.blb.client.model.HttpsListener;
import dev.blb.client.model.KeepSessionType;
import dev.blb.client.model.Listener;
import dev.blb.client.model.ListenerSummary;
import dev.blb.client.model.ListenerType;
import dev.blb.client.model.LoadBalancer;
import dev.blb.client.model.LoadBalancerDetail;
import dev.blb.client.model.LoadBalancerFilter;
import dev.blb.client.model.LoadBalancerStatus;
import dev.blb.client.model.LoadBalancerType;
import dev.blb.client.model.ModificationProtection;
import dev.blb.client.model.PageRequest;
import dev.blb.client.model.PaymentTiming;
import dev.blb.client.model.PerformanceLevel;
import dev.blb.client.model.PortType;
import dev.blb.client.model.PriceInquiry;
import dev.blb.client.model.Scheduler;
import dev.blb.client.model.SecurityGroup;
import dev.blb.client.model.ServerHealth;
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
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every operation of the client against the emulator, signatures checked: with and without transitional states. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientEndToEndTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class AtOnce extends Stories {
        AtOnce() {
            super(Duration.ZERO);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithTransitionalStates extends Stories {
        WithTransitionalStates() {
            super(Duration.ofMillis(300));
        }

        @Test
        void aWriteTooEarlyIsRefusedUnlessOneWaits() {
            try (BlbClient hasty = client(false)) {
                clock("{\"freeze\":true}");
                String blbId = hasty.loadBalancers()
                        .create(CreateLoadBalancer.in(VPC, SUBNET))
                        .blbId();

                try {
                    assertThatThrownBy(() -> hasty.loadBalancers()
                                    .update(blbId, UpdateLoadBalancer.of().name("early")))
                            .isInstanceOfSatisfying(
                                    BlbException.class,
                                    failure -> assertThat(failure.is(ErrorCode.LAST_OPERATION_NOT_FINISHED))
                                            .isTrue());
                } finally {
                    clock("{\"resume\":true}");
                }
                assertThat(hasty.loadBalancers().awaitAvailable(blbId, LIMIT).status())
                        .isEqualTo(LoadBalancerStatus.AVAILABLE);
                hasty.loadBalancers().release(blbId);
            }
        }
    }

    /** The stories of a client that writes when it may. */
    abstract static class Stories {
        static final String VPC = "vpc-emulator0001";
        static final String SUBNET = "sbn-emulator0001";

        private final Set<String> called = ConcurrentHashMap.newKeySet();
        private final Logger logger = Logger.getLogger("dev.blb.client");
        private final Handler recorder = new Handler() {
            @Override
            public void publish(LogRecord line) {
                called.add(line.getMessage().split(" ", 2)[0]);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        private final BlbEmulator emulator;

        Stories(Duration settleDelay) {
            emulator = BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(SETTLE_DELAY, settleDelay));
        }

        BlbClient client(boolean waitForPendingChange) {
            return BlbClient.builder()
                    .endpoint(emulator.baseUri())
                    .credentials("emulator-" + UUID.randomUUID(), "emulator-secret-key-0001")
                    .waitForPendingChange(waitForPendingChange)
                    .build();
        }

        /** Changes how the emulator's clock runs. */
        void clock(String body) {
            RestAssured.given()
                    .contentType("application/json")
                    .body(body)
                    .post(emulator.baseUri().resolve("/_blb/clock"))
                    .then()
                    .statusCode(200);
        }

        @BeforeAll
        void record() {
            logger.setLevel(Level.FINE);
            logger.addHandler(recorder);
        }

        @AfterAll
        void everyOperationWasCalled() {
            logger.removeHandler(recorder);
            List<String> operations = RestAssured.get(emulator.baseUri().resolve("/_blb/operations"))
                    .jsonPath()
                    .getList("operations.findAll { it.path.startsWith('/v1/blb') }.name");
            emulator.close();
            assertThat(operations).contains("CreateBlb");
            assertThat(operations)
                    .filteredOn(operation -> !called.contains(operation))
                    .as("operations of GET /_blb/operations that no test here calls by the client")
                    .isEmpty();
        }

        @Test
        void anInstanceFromCreationToRelease() {
            try (BlbClient client = client(true)) {
                CreatedLoadBalancer created = client.loadBalancers()
                        .create(CreateLoadBalancer.in(VPC, SUBNET)
                                .name("web")
                                .desc("前端")
                                .tags(List.of(Tag.of("team", "blue")))
                                .allocateIpv6(true));
                String blbId = created.blbId();
                LoadBalancerDetail detail = client.loadBalancers().awaitAvailable(blbId, LIMIT);
                assertThat(detail.name()).isEqualTo("web");
                assertThat(detail.desc()).isEqualTo("前端");
                assertThat(detail.tags()).containsExactly(new Tag("team", "blue"));
                assertThat(detail.address()).isEqualTo(created.address());
                assertThat(detail.ipv6()).isEqualTo(created.ipv6()).isNotEmpty();
                assertThat(detail.vpcId()).isEqualTo(VPC);
                assertThat(detail.subnetId()).isEqualTo(SUBNET);
                assertThat(detail.paymentTiming()).isEqualTo(PaymentTiming.POSTPAID);

                client.loadBalancers()
                        .update(
                                blbId,
                                UpdateLoadBalancer.of()
                                        .name("renamed")
                                        .allowDelete(false)
                                        .allocateIpv6(false));
                client.loadBalancers().updateAcl(blbId, true);
                client.loadBalancers().updateModifyProtection(blbId, ModificationProtection.on("live"));
                LoadBalancerDetail changed = client.loadBalancers().describe(blbId, LoadBalancerType.NORMAL);
                assertThat(changed.name()).isEqualTo("renamed");
                assertThat(changed.desc()).isEqualTo("前端");
                assertThat(changed.allowDelete()).isFalse();
                assertThat(changed.allowModify()).isFalse();
                assertThat(changed.modificationProtectionReason()).isEqualTo("live");
                assertThat(changed.supportAcl()).isTrue();

                assertThatThrownBy(() -> client.loadBalancers().release(blbId)).isInstanceOf(BlbException.class);
                client.loadBalancers().update(blbId, UpdateLoadBalancer.of().allowDelete(true));
                client.loadBalancers().release(blbId);
                client.loadBalancers().awaitDeleted(blbId, LIMIT);
                assertThatThrownBy(() -> client.loadBalancers().awaitAvailable(blbId, Duration.ofMillis(1)))
                        .isInstanceOfSatisfying(
                                WaitFailure.class,
                                failure -> assertThat(failure.lastState()).isEqualTo("InstanceNotFound"));
            }
        }

        @Test
        void listsAreWalkedInAnyPageSizeAndFiltered() {
            try (BlbClient client = client(true)) {
                List<String> ids = IntStream.range(0, 7)
                        .mapToObj(i -> client.loadBalancers()
                                .create(CreateLoadBalancer.in(VPC, SUBNET).name("list-" + i))
                                .blbId())
                        .toList();

                for (int pageSize : new int[] {1, 2, 3, 7, 1000}) {
                    assertThat(client.loadBalancers().all().pageSize(pageSize))
                            .extracting(LoadBalancer::blbId)
                            .containsExactlyInAnyOrderElementsOf(ids);
                }
                assertThat(client.loadBalancers()
                                .list(LoadBalancerFilter.ALL.name("list-3"), PageRequest.FIRST)
                                .items())
                        .extracting(LoadBalancer::name)
                        .containsExactly("list-3");

                // What vanishes between two pages takes nothing else with it.
                var walk = client.loadBalancers().all().pageSize(2).iterator();
                walk.next();
                LoadBalancer second = walk.next();
                client.loadBalancers().awaitAvailable(second.blbId(), LIMIT);
                client.loadBalancers().release(second.blbId());
                int rest = 0;
                while (walk.hasNext()) {
                    assertThat(walk.next().blbId()).isNotEqualTo(second.blbId());
                    rest++;
                }
                assertThat(rest).isEqualTo(5);
            }
        }

        @Test
        void listenersOfAllKinds() {
            try (BlbClient client = client(true)) {
                String blbId = create(client);
                client.listeners()
                        .create(
                                blbId,
                                CreateTcpListener.of(6379, 6380, Scheduler.LEAST_CONNECTION)
                                        .tcpSessionTimeout(100)
                                        .description("cache"));
                client.listeners()
                        .create(
                                blbId,
                                CreateUdpListener.of(53, 5353, Scheduler.HASH)
                                        .healthCheckString("\\00ping")
                                        .udpSessionTimeout(30));
                client.listeners()
                        .create(
                                blbId,
                                CreateHttpsListener.of(443, 8443, Scheduler.ROUND_ROBIN, "cert-emulator0001")
                                        .encryptionType(EncryptionType.USER_DEFINED)
                                        .encryptionProtocols(List.of(EncryptionProtocol.TLS_1_2))
                                        .appliedCiphers("AES128-GCM-SHA256")
                                        .dualAuth(true)
                                        .clientCertIds(List.of("cert-emulator0002"))
                                        .additionalCertDomains(
                                                List.of(new CertDomain("cert-emulator0002", "b.example"))));
                client.listeners()
                        .create(
                                blbId,
                                CreateHttpListener.of(80, 8080, Scheduler.ROUND_ROBIN)
                                        .keepSession(true)
                                        .keepSessionType(KeepSessionType.REWRITE)
                                        .keepSessionDuration(1800)
                                        .keepSessionCookieName("route")
                                        .xForwardFor(true)
                                        .xForwardedProto(true)
                                        .additionalAttributes(new AdditionalAttributes(GzipJson.ON))
                                        .healthCheckURI("/ready")
                                        .redirectPort(443));
                client.listeners().create(blbId, CreateSslListener.of(465, 25, Scheduler.HASH, "cert-emulator0001"));

                assertThat(client.listeners().all(blbId).pageSize(2))
                        .extracting(Listener::listenerPort)
                        .containsExactly(53, 80, 443, 465, 6379);
                TcpListener tcp = only(client.listeners().all(blbId, TcpListener.class));
                assertThat(tcp.backendPort()).isEqualTo(6380);
                assertThat(tcp.scheduler()).isEqualTo(Scheduler.LEAST_CONNECTION);
                assertThat(tcp.tcpSessionTimeout()).isEqualTo(100);
                assertThat(tcp.description()).isEqualTo("cache");
                UdpListener udp = only(client.listeners().all(blbId, UdpListener.class));
                assertThat(udp.healthCheckString()).isEqualTo("\\00ping");
                assertThat(udp.udpSessionTimeout()).isEqualTo(30);
                HttpListener http = only(client.listeners().all(blbId, HttpListener.class));
                assertThat(http.keepSessionType()).isEqualTo(KeepSessionType.REWRITE);
                assertThat(http.keepSessionDuration()).isEqualTo(1800);
                assertThat(http.keepSessionCookieName()).isEqualTo("route");
                assertThat(http.xForwardFor()).isTrue();
                assertThat(http.xForwardedProto()).isTrue();
                assertThat(http.additionalAttributes()).isEqualTo(new AdditionalAttributes(GzipJson.ON));
                assertThat(http.healthCheckURI()).isEqualTo("/ready");
                assertThat(http.redirectPort()).isEqualTo(443);
                HttpsListener https = only(client.listeners().all(blbId, HttpsListener.class));
                assertThat(https.encryptionType()).isEqualTo(EncryptionType.USER_DEFINED);
                assertThat(https.encryptionProtocols()).containsExactly(EncryptionProtocol.TLS_1_2);
                assertThat(https.dualAuth()).isTrue();
                assertThat(https.clientCertIds()).containsExactly("cert-emulator0002");
                assertThat(https.additionalCertDomains())
                        .containsExactly(new CertDomain("cert-emulator0002", "b.example"));
                SslListener ssl = only(client.listeners().all(blbId, SslListener.class));
                assertThat(ssl.certIds()).containsExactly("cert-emulator0001");
                assertThat(ssl.appliedCiphers()).contains("ECDHE-RSA-AES256-GCM-SHA384");

                client.listeners().update(blbId, UpdateTcpListener.of(6379).tcpSessionTimeout(200));
                client.listeners().update(blbId, UpdateUdpListener.of(53).healthCheckType(HealthCheckType.ICMP));
                client.listeners()
                        .update(
                                blbId,
                                UpdateHttpListener.of(80).xForwardFor(false).backendPort(8081));
                client.listeners().update(blbId, UpdateHttpsListener.of(443).serverTimeout(99));
                client.listeners().update(blbId, UpdateSslListener.of(465).scheduler(Scheduler.ROUND_ROBIN));
                assertThat(client.listeners().at(blbId, TcpListener.class, 6379))
                        .singleElement()
                        .isEqualTo(new TcpListener(
                                6379,
                                6380,
                                Scheduler.LEAST_CONNECTION,
                                HealthCheckType.TCP,
                                3,
                                3,
                                3,
                                3,
                                false,
                                "cache",
                                200));
                assertThat(only(client.listeners().all(blbId, UdpListener.class))
                                .healthCheckType())
                        .isEqualTo(HealthCheckType.ICMP);
                HttpListener changed = only(client.listeners().all(blbId, HttpListener.class));
                assertThat(changed.backendPort()).isEqualTo(8081);
                assertThat(changed.xForwardFor()).isFalse();
                assertThat(changed.keepSession()).as("not named, so unchanged").isTrue();
                assertThat(only(client.listeners().all(blbId, HttpsListener.class))
                                .serverTimeout())
                        .isEqualTo(99);
                assertThat(only(client.listeners().all(blbId, SslListener.class))
                                .scheduler())
                        .isEqualTo(Scheduler.ROUND_ROBIN);

                assertThat(client.loadBalancers().describe(blbId).listener())
                        .extracting(ListenerSummary::port)
                        .contains(443, 6379);
                assertThatThrownBy(() -> client.listeners().create(blbId, CreateTcpListener.of(80, 1, Scheduler.HASH)))
                        .isInstanceOfSatisfying(
                                BlbException.class,
                                failure -> assertThat(failure.is(ErrorCode.LISTENER_ALREADY_EXIST))
                                        .isTrue());
                client.listeners()
                        .delete(
                                blbId,
                                DeleteListeners.ports(List.of(80, 443))
                                        .portTypeList(List.of(new PortType(53, ListenerType.UDP))));
                assertThat(client.listeners().all(blbId))
                        .extracting(Listener::listenerPort)
                        .containsExactly(465, 6379);
                client.loadBalancers().release(blbId);
            }
        }

        @Test
        void realServersAndTheirHealth() {
            try (BlbClient client = client(true)) {
                String blbId = create(client);
                client.listeners().create(blbId, CreateHttpListener.of(80, 8080, Scheduler.ROUND_ROBIN));
                client.backendServers()
                        .add(
                                blbId,
                                List.of(
                                        ServerSettings.of("i-emul0001")
                                                .weight(0)
                                                .desc("first"),
                                        ServerSettings.of("i-emul0002"),
                                        ServerSettings.of("i-emul0003").weight(7)));
                client.backendServers()
                        .update(blbId, List.of(ServerSettings.of("i-emul0002").weight(20)));

                assertThat(client.backendServers().all(blbId).pageSize(2))
                        .extracting(BackendServer::instanceId, BackendServer::weight, BackendServer::desc)
                        .map(Object::toString)
                        .containsExactly(
                                "(\"i-emul0001\", 0, \"first\")",
                                "(\"i-emul0002\", 20, \"\")",
                                "(\"i-emul0003\", 7, \"\")");
                assertThat(client.backendServers().awaitHealthy(blbId, 80, 3, LIMIT))
                        .extracting(ServerHealth::status)
                        .containsOnly(HealthStatus.ALIVE);
                var report = client.backendServers().health(blbId, 80, PageRequest.FIRST.withMaxKeys(1));
                assertThat(report.type()).isEqualTo(ListenerType.HTTP);
                assertThat(report.backendPort()).isEqualTo(8080);
                assertThat(report.servers().hasNext()).isTrue();

                client.backendServers().remove(blbId, List.of("i-emul0001", "i-emul0003"));
                assertThat(client.backendServers().all(blbId))
                        .extracting(BackendServer::instanceId)
                        .containsExactly("i-emul0002");
                assertThatThrownBy(() -> client.backendServers().awaitHealthy(blbId, 80, 2, Duration.ofMillis(300)))
                        .isInstanceOfSatisfying(
                                WaitFailure.class,
                                failure -> assertThat(failure.lastState()).isEqualTo("1 of 2 Alive"));
                client.loadBalancers().release(blbId);
            }
        }

        @Test
        void securityGroups() {
            try (BlbClient client = client(true)) {
                String blbId = create(client);
                client.securityGroups().bind(blbId, List.of("g-emulator0001", "g-emulator0002"));
                client.securityGroups().bindEnterprise(blbId, List.of("esg-emulator0001", "esg-emulator0002"));
                client.securityGroups().unbind(blbId, List.of("g-emulator0001"));
                client.securityGroups().unbindEnterprise(blbId, List.of("esg-emulator0002"));

                assertThat(client.securityGroups().list(blbId))
                        .extracting(SecurityGroup::securityGroupId)
                        .containsExactly("g-emulator0002");
                assertThat(client.securityGroups().list(blbId).get(0).securityGroupRules())
                        .isNotEmpty();
                assertThat(client.securityGroups().listEnterprise(blbId))
                        .extracting(EnterpriseSecurityGroup::enterpriseSecurityGroupId)
                        .containsExactly("esg-emulator0001");
                client.loadBalancers().release(blbId);
            }
        }

        @Test
        void ordersChangeTheInstance() {
            try (BlbClient client = client(true)) {
                String blbId = client.loadBalancers()
                        .create(CreateLoadBalancer.in(VPC, SUBNET).performanceLevel(PerformanceLevel.SMALL1))
                        .blbId();

                assertThat(client.billing()
                                .resize(blbId, PerformanceLevel.MEDIUM1)
                                .orderId())
                        .isNotEmpty();
                assertThat(client.loadBalancers().describe(blbId).performanceLevel())
                        .isEqualTo(PerformanceLevel.MEDIUM1);
                client.billing().changeToPrepaid(blbId, ChangeToPrepaid.months(1));
                assertThat(client.loadBalancers().describe(blbId).paymentTiming())
                        .isEqualTo(PaymentTiming.PREPAID);
                client.billing().startAutoRenew(blbId, AutoRenewal.years(1));
                client.billing().changeToPostpaid(blbId, ChangeToPostpaid.of().billingMethod(BillingMethod.BY_SPEC));
                client.billing().cancelChangeToPostpaid(blbId);
                client.billing().refund(blbId);
                client.loadBalancers().awaitDeleted(blbId, LIMIT);

                assertThat(client.billing()
                                .price(PriceInquiry.of()
                                        .performanceLevel(PerformanceLevel.LARGE1)
                                        .count(2)
                                        .billing(BillingTerms.prepaid(12))))
                        .isNotEmpty()
                        .allSatisfy(price -> assertThat(Double.parseDouble(price.discountPrice()))
                                .isPositive());
            }
        }

        @Test
        void aRepeatedClientTokenHasOneEffect() {
            try (BlbClient client = client(true)) {
                var once = client.loadBalancers().withClientToken("create-once");
                CreateLoadBalancer request = CreateLoadBalancer.in(VPC, SUBNET).name("once");

                assertThat(once.create(request)).isEqualTo(once.create(request));
                assertThat(client.loadBalancers().all()).hasSize(1);
                assertThatThrownBy(() -> once.create(request.name("other")))
                        .isInstanceOfSatisfying(
                                BlbException.class,
                                failure -> assertThat(failure.is(ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH))
                                        .isTrue());
            }
        }

        private static String create(BlbClient client) {
            return client.loadBalancers()
                    .create(CreateLoadBalancer.in(VPC, SUBNET))
                    .blbId();
        }

        private static <T> T only(Iterable<T> items) {
            assertThat(items).hasSize(1);
            return items.iterator().next();
        }
    }
}
