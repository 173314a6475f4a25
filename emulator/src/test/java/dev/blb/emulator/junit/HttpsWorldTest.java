package dev.blb.emulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The API over TLS, as a test reaches it: on a shared server, on a private one, on one that runs elsewhere. */
@BlbTest(https = true)
public class HttpsWorldTest {
    private static final int LIMIT_MILLIS = 60_000;
    private static final Set<URI> SEEN = ConcurrentHashMap.newKeySet();

    /** The status of an emulator's health over TLS, for a client that trusts what the context does. */
    public static int status(URI httpsUri, SSLContext trust) {
        try {
            return get(httpsUri, trust, "/_blb/health").getResponseCode();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpsURLConnection get(URI httpsUri, SSLContext trust, String path) throws IOException {
        HttpsURLConnection call =
                (HttpsURLConnection) httpsUri.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
        call.setSSLSocketFactory(trust.getSocketFactory());
        call.setConnectTimeout(LIMIT_MILLIS);
        call.setReadTimeout(LIMIT_MILLIS);
        return call;
    }

    private static void isServedOverTls(BlbWorld world) throws IOException {
        String blbId = new SignedApi(world.endpoint(), world.credentials()).create();

        assertThat(world.httpsUri()).hasScheme("https").hasHost("127.0.0.1");
        assertThat(world.caCertificate())
                .startsWith("-----BEGIN CERTIFICATE-----")
                .doesNotContain("PRIVATE");
        HttpsURLConnection call = get(world.httpsUri(), world.sslContext(), "/_blb/world");
        call.setRequestProperty("x-blb-account", world.credentials().accessKey());
        call.setRequestProperty("x-blb-control-token", "0123456789abcdef");
        assertThat(new String(call.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(blbId);
    }

    @Test
    void aSharedServerServesTls(BlbWorld world) throws IOException {
        isServedOverTls(world);
    }

    @Test
    @BlbTest(https = true, dataPlane = true)
    void soDoesOneWithADataPlane(BlbWorld world) throws IOException {
        isServedOverTls(world);
    }

    @Test
    @BlbTest(
            https = true,
            ownServer = true,
            settings = {"--control-token", "0123456789abcdef"})
    void soDoesAPrivateServerThatIsLocked(BlbWorld world) throws IOException {
        isServedOverTls(world);
        assertThat(BlbWorld.at(world.endpoint(), world.credentials(), "0123456789abcdef")
                        .withHttps(world.httpsUri())
                        .caCertificate())
                .isEqualTo(world.caCertificate());
    }

    @Test
    void theSameWorldWithHttpsKeepsWhatTheTestSet(BlbWorld world) {
        world.async("CreateBlb", BlbRule.HELD);
        world.withHttps(world.httpsUri()).async("ReleaseBlb", BlbRule.HELD);
        world.async("UpdateBlb", BlbRule.HELD);

        assertThat(world.control("GET", "async", "")).contains("\"CreateBlb\"", "\"ReleaseBlb\"", "\"UpdateBlb\"");
    }

    @RepeatedTest(2)
    void testsOfOneKindShareTheServer(BlbWorld world) {
        SEEN.add(world.httpsUri());
        assertThat(SEEN).hasSize(1);
    }

    @Test
    void nothingElseIsTrusted(BlbWorld world) throws Exception {
        assertThatThrownBy(() -> get(world.httpsUri(), SSLContext.getDefault(), "/_blb/health")
                        .getResponseCode())
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    @BlbTest
    void withoutItThereIsNoPort(BlbWorld world) {
        assertThatThrownBy(world::httpsUri)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(world.endpoint().toString())
                .hasMessageContaining("@BlbTest(https = true)");
        assertThatThrownBy(world::sslContext)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--https-port");
    }

    @Test
    void aTextThatIsNoCertificateIsRefused() {
        assertThatThrownBy(() -> Trust.in("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be used");
    }
}
