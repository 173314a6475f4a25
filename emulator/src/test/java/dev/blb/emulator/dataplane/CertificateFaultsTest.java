package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Planned certificates that a client refuses, each for one connection. */
class CertificateFaultsTest {
    private final Driven driven = new Driven();
    private final TestServer web = HttpServer.saying("web");

    @AfterEach
    void close() {
        driven.close();
        web.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "expired;NotAfter",
                "wrongName;No subject alternative DNS name matching shop.example found",
                "untrusted;unable to find valid certification path"
            })
    void aClientRefusesABadCertificate(String kind, String message) throws Exception {
        driven.api
                .put(
                        "/_blb/world/certificates/cert-faults?account=" + driven.api.account(),
                        "{\"domains\":[\"shop.example\"]}")
                .ok();
        String blbId = driven.api.create();
        driven.attach(blbId, driven.machine(web), 10);
        driven.listen(blbId, "HTTPS", 443, "\"certIds\":[\"cert-faults\"]");
        InetSocketAddress listener = driven.real(blbId, 443);
        driven.api
                .put(
                        "/_blb/faults?account=" + driven.api.account(),
                        ("{'traffic':[{'name':'bad','blbId':'" + blbId + "','match':{'nth':2},'effect':{'tls':'" + kind
                                        + "'}}]}")
                                .replace('\'', '"'))
                .ok();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null, DrivenTlsTest.trusting(driven.api.text("/_blb/ca.pem")).getTrustManagers(), null);
        assertThat(overTls(context, listener)).isEqualTo("web");
        assertThatThrownBy(() -> overTls(context, listener))
                .isInstanceOf(SSLException.class)
                .rootCause()
                .hasMessageContaining(message);
        assertThat(overTls(context, listener)).isEqualTo("web");
        assertThat(driven.api
                        .get("/_blb/faults?account=" + driven.api.account())
                        .json()
                        .at("/rules/0/fired")
                        .asInt())
                .isEqualTo(1);
    }

    private static String overTls(SSLContext context, InetSocketAddress listener) throws IOException {
        try (SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(Driven.connect(listener), "shop.example", 443, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            try (Client client = new Client(socket)) {
                return client.get("/").body();
            }
        }
    }
}
