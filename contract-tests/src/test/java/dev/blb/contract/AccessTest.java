package dev.blb.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.target.EmulatorJar;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a run takes for the real service. */
class AccessTest {
    private static final String HOST = "blb.bj.baidubce.com";

    @Test
    void anEmulatorWithANameOfTheRealServiceConfirmsNothing(@TempDir Path folder) throws Exception {
        try (EmulatorJar emulator = EmulatorJar.start(
                "--https-port", "0", "--data-dir", folder.resolve("data").toString())) {
            Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + HOST + "\n");
            ProcessBuilder program = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djdk.net.hosts.file=" + hosts,
                    "-Djavax.net.ssl.trustStore=" + trustStore(folder),
                    "-Djavax.net.ssl.trustStorePassword=changeit",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.blb.contract.Main",
                    "--target",
                    "https://" + HOST + ":" + emulator.httpsEndpoint().getPort(),
                    "--only",
                    "DescribeBlbs",
                    "--scope",
                    "smoke",
                    "--rate",
                    "none",
                    "--evidence",
                    folder.resolve("evidence.json").toString(),
                    "--report",
                    folder.resolve("report").toString()));
            program.environment().put("BLB_TEST_ACCESS_KEY", "emulator-contract-0001");
            program.environment().put("BLB_TEST_SECRET_KEY", "emulator-secret-key-0001");
            program.environment().put("BLB_TEST_VPC_ID", "vpc-emulator0001");
            program.environment().put("BLB_TEST_SUBNET_ID", "sbn-emulator0001");
            Path log = folder.resolve("log");
            Process run = program.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertThat(run.waitFor(2, TimeUnit.MINUTES)).isTrue();
            } finally {
                run.destroyForcibly();
            }
            String printed = Files.readString(log);
            assertThat(printed).contains("an emulator answers at https://" + HOST, "0 passed, 0 failed, 1 undecided");
            assertThat(run.exitValue()).isEqualTo(3);
            assertThat(folder.resolve("evidence.json")).content().doesNotContain("20");
        }
    }

    private static Path trustStore(Path folder) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream ca = Files.newInputStream(folder.resolve("data").resolve("ca.pem"))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
        }
        Path file = folder.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        return file;
    }
}
