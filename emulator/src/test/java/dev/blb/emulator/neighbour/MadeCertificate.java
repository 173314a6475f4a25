package dev.blb.emulator.neighbour;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate with its key, as PEM, made by the JDK's own tool. */
public record MadeCertificate(String certificate, String privateKey) {
    /** A certificate for these names; its key store, {@code {commonName}.p12} with the password changeit, stays in the directory. */
    public static MadeCertificate of(Path directory, String commonName, String... dnsNames)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve(commonName + ".p12");
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "made",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + commonName,
                        "-ext",
                        "SAN=dns:" + String.join(",dns:", dnsNames),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!tool.waitFor(60, TimeUnit.SECONDS) || tool.exitValue() != 0) {
            throw new AssertionError(said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        return new MadeCertificate(
                pem("CERTIFICATE", keys.getCertificate("made").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("made", "changeit".toCharArray()).getEncoded()));
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes) + "\n-----END " + type + "-----\n";
    }

    /** The body of a request that uploads it. */
    String body(String name) {
        return "{\"certName\":\"" + name + "\",\"certServerData\":\"" + certificate.replace("\n", "\\n")
                + "\",\"certPrivateData\":\"" + privateKey.replace("\n", "\\n") + "\"}";
    }
}
