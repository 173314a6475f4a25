package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api.Answer;
import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Certificates as a user declares and demands them, by calls of the API and traffic. */
@Isolated("calls go on with a warning after 2 s, which a busy machine may take for the first listener")
@Execution(ExecutionMode.SAME_THREAD)
class DrivenTlsTest {
    private static Driven driven;

    @BeforeAll
    static void start() {
        driven = new Driven();
    }

    @AfterAll
    static void stop() {
        driven.close();
    }

    @Test
    void httpsHasAMadeCertificateThatTheAuthoritySigned() throws Exception {
        try (TestServer server = HttpServer.saying("secret")) {
            String account = driven.api.account();
            driven.api
                    .put(
                            "/_blb/world/certificates/cert-made01?account=" + account,
                            "{\"certName\":\"shop\",\"domains\":[\"shop.example\"]}")
                    .ok();
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(blbId, "HTTPS", 443, "\"certIds\":[\"cert-made01\"]");
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting(driven.api.text("/_blb/ca.pem")).getTrustManagers(), null);
            for (String host : List.of("shop.example", driven.address(blbId))) {
                try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                        .createSocket(Driven.connect(driven.real(blbId, 443)), host, 443, true)) {
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    socket.setSSLParameters(parameters);
                    try (Client client = new Client(socket)) {
                        assertThat(client.get("/").body()).isEqualTo("secret");
                    }
                }
            }
            JsonNode tls = driven.endpoint(blbId, 443).path("tls");
            assertThat(tls.path("offered").path("protocols")).isNotEmpty();
            assertThat(tls.path("asked").path("ciphers").size())
                    .isGreaterThanOrEqualTo(tls.path("offered").path("ciphers").size());
        }
    }

    @Test
    void aClientNeedsACertificateWhereItIsDemanded() throws Exception {
        try (TestServer server = HttpServer.saying("mutual")) {
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(
                    blbId,
                    "HTTPS",
                    443,
                    "\"certIds\":[\"cert-emulator0001\"]",
                    "\"dualAuth\":true",
                    "\"clientCertIds\":[\"cert-emulator0002\"]");
            InetSocketAddress listener = driven.real(blbId, 443);
            Answer issued =
                    driven.api.post("/_blb/ca/client", "{\"name\":\"alice\"}").ok();
            KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
            keys.load(null, null);
            keys.setKeyEntry(
                    "alice",
                    Pem.privateKey(issued.text("/privateKey")),
                    new char[0],
                    Pem.certificates(issued.text("/certificate")).toArray(new Certificate[0]));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, new char[0]);
            var trust = trusting(driven.api.text("/_blb/ca.pem")).getTrustManagers();
            SSLContext with = SSLContext.getInstance("TLS");
            with.init(factory.getKeyManagers(), trust, null);
            assertThat(overTls(with, listener)).isEqualTo("mutual");
            SSLContext without = SSLContext.getInstance("TLS");
            without.init(null, trust, null);
            assertThatThrownBy(() -> overTls(without, listener)).isInstanceOf(IOException.class);
        }
    }

    private static String overTls(SSLContext context, InetSocketAddress listener) throws IOException {
        try (Client client =
                new Client(context.getSocketFactory().createSocket(Driven.connect(listener), "localhost", 443, true))) {
            return client.get("/").body();
        }
    }

    static TrustManagerFactory trusting(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    @Test
    void aDeclaredCertificateIsUsedAsItIs() throws Exception {
        CertificateAuthority.Issued given =
                Rig.AUTHORITY.issueForServer(List.of("given.example"), CertificateAuthority.ecKeys());
        try (TestServer server = HttpServer.saying("x")) {
            driven.api
                    .put(
                            "/_blb/world/certificates/cert-given01?account=" + driven.api.account(),
                            "{\"certificate\":\"" + given.chainPem().replace("\n", "\\n") + "\",\"privateKey\":\""
                                    + given.keyPem().replace("\n", "\\n") + "\"}")
                    .ok();
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(blbId, "HTTPS", 443, "\"certIds\":[\"cert-given01\"]");
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting(Rig.AUTHORITY.own().chainPem()).getTrustManagers(), null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(Driven.connect(driven.real(blbId, 443)), "given.example", 443, true)) {
                socket.startHandshake();
                assertThat(socket.getSession().getPeerCertificates()[0])
                        .isEqualTo(given.chain().get(0));
            }
            driven.api
                    .put(
                            "/_blb/world/certificates/cert-given01?account=" + driven.api.account(),
                            "{\"certificate\":\"" + given.chainPem().replace("\n", "\\n") + "\"}")
                    .ok();
            assertThat(driven.endpoint(blbId, 443).at("/tls/problem").asText()).contains("cert-given01", "PRIVATE KEY");
            driven.api
                    .put("/_blb/world/certificates/cert-given02", "{\"certificate\":\"nonsense\"}")
                    .refused(400, "InvalidParameter");
        }
    }
}
