package dev.blb.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A GET that a command sends to an emulator: past any proxy, with limits of time and size.
 *
 * @param uri what is asked
 * @param headers further headers
 * @param caFile certificates in PEM that are trusted in place of the JDK's
 */
record Question(URI uri, Map<String, String> headers, Optional<Path> caFile) {
    /** The address of an emulator that was started without settings. */
    static final String DEFAULT_ADDRESS = "http://127.0.0.1:8252";

    private static final int MAX_PORT = 65_535;
    private static final int MAX_ANSWER_MILLIS = 30_000;
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    private static final String AUTHORITY = "://([\\w.-]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?/?";

    /** A question without further headers. */
    static Question of(URI uri) {
        return new Question(uri, Map.of(), Optional.empty());
    }

    /**
     * What was answered.
     *
     * @param body its begin, if it is long
     * @param date the header Date, or the empty text
     */
    record Answer(int status, String body, String date) {}

    /** The answer, of any status. */
    Answer answer() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(MAX_ANSWER_MILLIS);
        connection.setReadTimeout(MAX_ANSWER_MILLIS);
        connection.setInstanceFollowRedirects(false);
        headers.forEach(connection::setRequestProperty);
        if (connection instanceof HttpsURLConnection secure && caFile.isPresent()) {
            secure.setSSLSocketFactory(trusting(caFile.get()).getSocketFactory());
        }
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(
                    status,
                    body == null ? "" : new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8),
                    Optional.ofNullable(connection.getHeaderField("Date")).orElse(""));
        }
    }

    private static SSLContext trusting(Path caFile) throws IOException {
        try (InputStream in = Files.newInputStream(caFile)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + store.size(), each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (FileSystemException e) {
            throw new IOException("--ca-file " + caFile + " cannot be read; allowed is a file in PEM", e);
        } catch (GeneralSecurityException e) {
            throw new IOException("--ca-file " + caFile + " holds no certificates in PEM: " + e.getMessage(), e);
        }
    }

    /** Reads an address such as {@code http://emulator:8252}. */
    static URI httpAddress(String value) {
        return address(value, "http");
    }

    /** Reads an address such as {@code http://emulator:8252} or {@code https://emulator:8253}. */
    static URI anyAddress(String value) {
        return address(value, "https?");
    }

    private static URI address(String value, String schemes) {
        if (!value.matches(schemes + AUTHORITY)) {
            throw new IllegalArgumentException("'" + value + "'; allowed is http://HOST:PORT"
                    + (schemes.equals("http") ? "" : " or https://HOST:PORT"));
        }
        URI address = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
        if (address.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("'" + value + "'; allowed is a port up to " + MAX_PORT);
        }
        return address;
    }
}
