package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks listeners by OpenSSL, where it is installed, for each protocol and each cipher of the API's policies. */
class TlsPolicyTest {
    private static final List<String> SECURE = List.of(
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-AES256-SHA384",
            "ECDHE-ECDSA-AES256-SHA",
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES128-SHA256",
            "ECDHE-ECDSA-AES128-SHA",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-SHA384",
            "ECDHE-RSA-AES256-SHA",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES128-SHA256",
            "ECDHE-RSA-AES128-SHA");
    private static final List<String> OLD = List.of(
            "AES128-GCM-SHA256",
            "AES256-SHA",
            "AES128-SHA",
            "AES256-GCM-SHA384",
            "AES256-SHA256",
            "AES128-SHA256",
            "DES-CBC3-SHA");
    private static final Map<String, String> FLAGS =
            Map.of("tlsv10", "-tls1", "tlsv11", "-tls1_1", "tlsv12", "-tls1_2");

    /** Ciphers that exist from TLS 1.2 on. */
    private static final String NEW_CIPHERS = ".*-(GCM-SHA(256|384)|SHA256|SHA384)";

    @TempDir
    private static Path folder;

    private static Path configuration;

    @BeforeAll
    static void allowOldProtocols() throws IOException {
        // Debian's OpenSSL refuses them as a client unless told otherwise.
        configuration = Files.writeString(
                folder.resolve("openssl.cnf"),
                "openssl_conf = o\n[o]\nssl_conf = s\n[s]\nsystem_default = d\n[d]\nMinProtocol = TLSv1\nCipherString = ALL@SECLEVEL=0\n");
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>(SECURE);
        all.addAll(OLD);
        return all;
    }

    private static TlsPlan plan(List<String> protocols, List<String> ciphers) {
        return new TlsPlan(
                protocols, ciphers, new CertificatePlan("cert-1", null, null, List.of("localhost")), List.of(), null);
    }

    /** What OpenSSL agreed with a listener on, such as {@code ECDHE-RSA-AES128-SHA}; empty if on nothing. */
    private static String agreed(String address, String protocol, String cipher)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "openssl",
                "s_client",
                "-connect",
                address + ":8443",
                String.valueOf(FLAGS.get(protocol)),
                "-cipher",
                cipher + "@SECLEVEL=0");
        builder.environment().put("OPENSSL_CONF", configuration.toString());
        Process process;
        try {
            process = builder.redirectErrorStream(true).start();
        } catch (IOException missing) {
            assumeTrue(false, "openssl is not installed");
            throw missing;
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(10, TimeUnit.SECONDS);
        return output.lines()
                .filter(line -> line.startsWith("New, ") && !line.contains("(NONE)"))
                .map(line -> line.replaceFirst(".*Cipher is ", ""))
                .findFirst()
                .orElse("");
    }

    /** Those that the installed OpenSSL has, too: distributions leave 3DES out. */
    private static List<String> known(List<String> ciphers) throws IOException, InterruptedException {
        List<String> known = new ArrayList<>();
        for (String cipher : ciphers) {
            Process process = new ProcessBuilder("openssl", "ciphers", cipher + "@SECLEVEL=0")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            if (process.waitFor() == 0) {
                known.add(cipher);
            }
        }
        return known;
    }

    private static boolean exists(String protocol, String cipher) {
        return protocol.equals("tlsv12") || !cipher.matches(NEW_CIPHERS);
    }

    @Test
    void withTheOldOnesAllowedEachProtocolAndCipherOfThePolicyIsOffered() throws Exception {
        Path security = Files.writeString(
                folder.resolve("security"),
                "jdk.tls.disabledAlgorithms=SSLv3, RC4, NULL, anon\njdk.tls.legacyAlgorithms=\n");
        String address = "127." + (64 + ProcessHandle.current().pid() % 63) + ".250.2";
        List<String> wrong = new ArrayList<>();
        try (TestServer server = TestServer.echo();
                PlaneProcess plane = new PlaneProcess(
                        address,
                        server.address(),
                        plan(List.of("tlsv10", "tlsv11", "tlsv12"), all()),
                        List.of("-Djava.security.properties=" + security))) {
            assertThat(plane.endpoints()).hasSize(3);
            for (String protocol : FLAGS.keySet()) {
                for (String cipher : known(all())) {
                    String expected = exists(protocol, cipher) ? cipher : "";
                    String got = agreed(address, protocol, cipher);
                    if (!got.equals(expected)) {
                        wrong.add(protocol + " " + cipher + ": " + got);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theSecurePolicyOffersItsCiphersInItsOrderAndNothingElse() throws Exception {
        try (Rig rig = new Rig();
                TestServer server = TestServer.echo()) {
            rig.apply(dev.blb.emulator.traffic.Plans.listener(
                    dev.blb.emulator.traffic.Protocol.SSL,
                    8443,
                    null,
                    plan(List.of("tlsv12"), SECURE),
                    server.plan("i-a", 1)));
            for (String cipher : SECURE) {
                assertThat(agreed(rig.address, "tlsv12", cipher)).isEqualTo(cipher);
            }
            for (String cipher : OLD) {
                assertThat(agreed(rig.address, "tlsv12", cipher)).isEmpty();
            }
            assertThat(agreed(rig.address, "tlsv11", "ALL")).isEmpty();
            assertThat(agreed(rig.address, "tlsv12", "ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384"))
                    .isEqualTo("ECDHE-RSA-AES256-GCM-SHA384");
        }
    }
}
