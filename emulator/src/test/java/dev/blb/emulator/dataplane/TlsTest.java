package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.CertificateAuthority.Issued;
import dev.blb.emulator.tls.RsaKeys;
import dev.blb.emulator.traffic.AccessLine.TlsSession;
import dev.blb.emulator.traffic.EndpointLine.TlsLine;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.AuthorityPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import dev.blb.emulator.traffic.TlsPlan.HostCertificate;
import dev.blb.emulator.traffic.TrafficFault;
import dev.blb.emulator.traffic.TrafficFault.Point;
import dev.blb.emulator.traffic.TrafficFaults.Hit;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    static final List<String> SECURE = List.of(
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES256-SHA384",
            "ECDHE-RSA-AES128-SHA");

    /** What connections to servers meet. */
    private volatile @Nullable Hit connecting;

    private final Rig rig = new Rig((point, key, server, open) -> point == Point.CONNECT ? connecting : null);
    private final TestServer http = HttpServer.saying("ok");
    private final TestServer echo = TestServer.echo();

    @AfterEach
    void close() {
        rig.close();
        http.close();
        echo.close();
    }

    private CertificatePlan made(String id, String... names) {
        List<String> all = new ArrayList<>(List.of(names));
        all.add(rig.address);
        return new CertificatePlan(id, null, null, all);
    }

    private static TlsPlan tls(CertificatePlan certificate, HostCertificate... byHost) {
        return new TlsPlan(List.of("tlsv12"), SECURE, certificate, List.of(byHost), null);
    }

    private static TlsPlan mutual(CertificatePlan certificate, @Nullable String authorityPem) {
        return new TlsPlan(
                List.of("tlsv12"), SECURE, certificate, List.of(), new AuthorityPlan("cert-ca", authorityPem));
    }

    private void https(TlsPlan tls, HttpPlan plan) {
        rig.apply(Plans.listener(Protocol.HTTPS, 8443, plan, tls, http.plan("i-a", 1)));
    }

    private void ssl(TlsPlan tls) {
        rig.apply(Plans.listener(Protocol.SSL, 8443, null, tls, echo.plan("i-a", 1)));
    }

    /** A client's context that trusts an authority and may have a certificate. */
    private static SSLContext context(CertificateAuthority trusted, @Nullable Issued own) {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry("ca", trusted.certificate());
            TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(trust);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            if (own != null) {
                keys.setKeyEntry("me", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
            }
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("NewSunX509");
            keyManagers.init(new javax.net.ssl.KeyStoreBuilderParameters(
                    KeyStore.Builder.newInstance(keys, new KeyStore.PasswordProtection(new char[0]))));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection whose certificate was checked for a host. */
    private SSLSocket connect(SSLContext context, @Nullable String host) throws IOException {
        return handshake(rig.connect(8443), context, host);
    }

    private SSLSocket handshake(Socket plain, SSLContext context, @Nullable String host) throws IOException {
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(plain, host == null ? rig.address : host, 8443, true);
        SSLParameters parameters = socket.getSSLParameters();
        if (host != null) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private SSLSocket connect() throws IOException {
        return connect(context(Rig.AUTHORITY, null), null);
    }

    private static String subject(SSLSocket socket) throws SSLException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void anHttpsListenerEndsTlsAndSaysSo() throws IOException {
        https(tls(made("cert-1", "www.example.com")), new HttpPlan(false, true, null, 0, false));
        List<Message> requests = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (TestServer recording = HttpServer.saying("ok", requests)) {
            rig.apply(Plans.listener(
                    Protocol.HTTPS,
                    8443,
                    new HttpPlan(false, true, null, 0, false),
                    tls(made("cert-1", "www.example.com")),
                    recording.plan("i-a", 1)));
            try (Client client = new Client(connect())) {
                assertThat(client.get("/").body()).isEqualTo("ok");
                assertThat(client.get("/").body()).isEqualTo("ok");
            }
        }
        assertThat(requests.get(0).header("x-forwarded-proto")).isEqualTo("https");
        TlsSession session =
                Objects.requireNonNull(rig.plane.accessLog(Rig.BLB, 1).get(0).tls());
        assertThat(session.protocol()).isEqualTo("TLSv1.2");
        assertThat(session.cipher()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        assertThat(session.reused()).isFalse();
    }

    @Test
    void sessionsAreResumed() throws IOException {
        https(tls(made("cert-1")), HttpPlan.PLAIN);
        SSLContext context = context(Rig.AUTHORITY, null);
        for (int i = 0; i < 2; i++) {
            try (Client client = new Client(connect(context, null))) {
                client.get("/");
            }
            // Sessions have seconds for their time of creation, in Java and so in the log.
            java.util.concurrent.locks.LockSupport.parkNanos(1_100_000_000L);
        }
        assertThat(rig.plane.accessLog(Rig.BLB, 2))
                .extracting(line -> Objects.requireNonNull(line.tls()).reused())
                .containsExactly(false, true);
    }

    @Test
    void anSslListenerPassesBytesOfAnyLengthAndTheEnd() throws Exception {
        ssl(tls(made("cert-1")));
        byte[] sent = new byte[8 * 1024 * 1024];
        new Random(5).nextBytes(sent);
        try (SSLSocket socket = connect()) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    socket.getOutputStream().write(sent);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(Arrays.equals(socket.getInputStream().readNBytes(sent.length), sent))
                    .isTrue();
            writing.join();
            // TLS 1.2 has no half-closed connections: an answer to close_notify ends both directions.
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatEndsBeforeItsServerIsConnectedEndsTheSession(boolean byTls) throws IOException {
        connecting = new Hit("later", new TrafficFault.Delay(Duration.ofMillis(200)));
        ssl(tls(made("cert-1")));
        Socket plain = rig.connect(8443);
        try (SSLSocket socket = handshake(plain, context(Rig.AUTHORITY, null), null)) {
            if (byTls) {
                socket.shutdownOutput();
            } else {
                plain.shutdownOutput();
            }
            assertServedOnce();
        }
    }

    @Test
    void aClientThatResetsBeforeItsServerIsConnectedLeavesNoLoad() throws IOException {
        connecting = new Hit("later", new TrafficFault.Delay(Duration.ofMillis(200)));
        ssl(tls(made("cert-1")));
        try (Socket plain = rig.connect(8443)) {
            handshake(plain, context(Rig.AUTHORITY, null), null);
            plain.setSoLinger(true, 0);
        }
        assertServedOnce();
    }

    /** One connection to the server was opened, and nothing of it is left. */
    private void assertServedOnce() {
        until(() -> rig.traffic(8443).servers().get(0).counters().getOrDefault(Metric.NEW_CONNECTIONS, 0L) == 1);
        until(() -> rig.count(8443, Metric.ACTIVE_CONNECTIONS) == 0 && echo.open() == 0);
        assertThat(rig.plane
                        .pick(
                                new ListenerKey(Rig.BLB, 8443, false),
                                rig.at(8443).getAddress())
                        .orElseThrow()
                        .loads())
                .allMatch(load -> load.load() == 0);
    }

    @Test
    void theCertificateIsThatOfTheHost() throws IOException {
        https(
                tls(
                        made("cert-1", "default.example.com"),
                        new HostCertificate("www.example.com", made("cert-2", "www.example.com")),
                        new HostCertificate("*.example.com", made("cert-3", "*.example.com")),
                        new HostCertificate("*.api.example.com", made("cert-4", "*.api.example.com"))),
                HttpPlan.PLAIN);
        SSLContext context = context(Rig.AUTHORITY, null);
        for (String[] row : new String[][] {
            {"www.example.com", "www.example.com"},
            {"other.example.com", "*.example.com"},
            {"v1.api.example.com", "*.api.example.com"},
            {"default.example.com", "*.example.com"},
        }) {
            try (SSLSocket socket = connect(context, row[0])) {
                assertThat(subject(socket)).isEqualTo("CN=" + row[1]);
            }
        }
        try (SSLSocket socket = connect(context, null)) {
            assertThat(subject(socket)).isEqualTo("CN=default.example.com");
        }
        assertThatThrownBy(() -> connect(context, "elsewhere.org"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("elsewhere.org");
    }

    @Test
    void aGivenCertificateIsTakenAndAChangedOneHoldsForTheNextHandshake() throws IOException {
        CertificateAuthority own = CertificateAuthority.create(Clock.systemUTC());
        Issued given = own.issueForServer(List.of("given.example.com", rig.address), RsaKeys.SHARED);
        ssl(tls(new CertificatePlan("cert-1", given.chainPem(), given.keyPem(), List.of())));
        try (SSLSocket open = connect(context(own, null), null)) {
            assertThat(subject(open)).isEqualTo("CN=given.example.com");
            ssl(tls(made("cert-2", "made.example.com")));
            try (SSLSocket next = connect()) {
                assertThat(subject(next)).isEqualTo("CN=made.example.com");
            }
            open.getOutputStream().write(7);
            assertThat(open.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void aClientCertificateIsDemandedAndChecked() throws IOException {
        CertificateAuthority stranger = CertificateAuthority.create(Clock.systemUTC());
        https(mutual(made("cert-1"), null), HttpPlan.PLAIN);
        SSLContext known = context(Rig.AUTHORITY, Rig.AUTHORITY.issueForClient("me"));
        try (Client client = new Client(connect(known, null))) {
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
        for (SSLContext wrong :
                List.of(context(Rig.AUTHORITY, null), context(Rig.AUTHORITY, stranger.issueForClient("me")))) {
            assertThatThrownBy(() -> {
                        try (Client client = new Client(connect(wrong, null))) {
                            client.get("/");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        https(mutual(made("cert-1"), stranger.own().chainPem()), HttpPlan.PLAIN);
        try (Client client = new Client(connect(context(Rig.AUTHORITY, stranger.issueForClient("me")), null))) {
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }

    @Test
    void whatThisJavaDoesNotHaveIsTold() {
        https(
                new TlsPlan(
                        List.of("sslv3", "tlsv12"),
                        List.of("ECDHE-RSA-AES128-GCM-SHA256", "RC4-MD5", "SM4-SM3"),
                        made("cert-1"),
                        List.of(),
                        null),
                HttpPlan.PLAIN);

        TlsLine line = Objects.requireNonNull(rig.endpoint(8443).tls());

        assertThat(line.asked().ciphers()).hasSize(3);
        assertThat(line.offered().protocols()).containsExactly("tlsv12");
        assertThat(line.offered().ciphers()).containsExactly("ECDHE-RSA-AES128-GCM-SHA256");
        assertThat(line.problem()).isNull();
    }

    @Test
    void aCertificateThatCannotBeReadIsToldAndItsConnectionsAreReset() throws IOException {
        https(tls(new CertificatePlan("cert-9", "no PEM", "no key", List.of())), HttpPlan.PLAIN);

        assertThat(Objects.requireNonNull(rig.endpoint(8443).tls()).problem())
                .isEqualTo("certificate cert-9: there is no block BEGIN CERTIFICATE");
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    }

    @Test
    void aPrivateKeyOfAnotherCertificateIsTold() {
        Issued given = Rig.AUTHORITY.issueForServer(List.of(rig.address), CertificateAuthority.ecKeys());
        for (KeyPair others : List.of(CertificateAuthority.ecKeys(), RsaKeys.SHARED)) {
            Issued mixed = new Issued(given.chain(), others.getPrivate());
            https(tls(new CertificatePlan("cert-9", mixed.chainPem(), mixed.keyPem(), List.of())), HttpPlan.PLAIN);

            assertThat(Objects.requireNonNull(rig.endpoint(8443).tls()).problem())
                    .isEqualTo("certificate cert-9: the private key is not that of the certificate");
        }
    }

    @Test
    void aListenerRedirectsToWhereItsHttpsListenerReallyIs() throws IOException {
        ListenerPlan http = Plans.listener(
                Protocol.HTTP, 8080, new HttpPlan(false, false, null, 8443, false), null, this.http.plan("i-a", 1));
        ListenerPlan https =
                Plans.listener(Protocol.HTTPS, 8443, HttpPlan.PLAIN, tls(made("cert-1")), this.http.plan("i-a", 1));
        rig.apply(http, https);
        try (Client client = new Client(rig.connect(8080))) {
            assertThat(client.get("/x").header("location")).isEqualTo("https://h:8443/x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "x\r\n\r\n"})
    void plainHttpAtAnHttpsListenerIsAnswered400(String request) throws IOException {
        https(tls(made("cert-a")), HttpPlan.PLAIN);
        try (Socket socket = rig.connect(8443)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            Message answer = Message.read(new BufferedInputStream(socket.getInputStream()));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header(Answers.REASON_HEADER)).isEqualTo("plain HTTP was sent to a listener of HTTPS");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(rig.plane.accessLog(Rig.BLB, 10)).hasSize(1);
        try (Client client = new Client(connect())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }

    @Test
    void plainBytesAtAnSslListenerEndTheConnection() throws IOException {
        ssl(tls(made("cert-a")));
        try (Socket socket = rig.connect(8443)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(ends(socket)).isTrue();
        }
    }

    private static boolean ends(Socket socket) {
        try {
            byte[] heard = socket.getInputStream().readAllBytes();
            return !new String(heard, StandardCharsets.ISO_8859_1).startsWith("HTTP/");
        } catch (IOException reset) {
            return true;
        }
    }
}
