package dev.blb.emulator.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.tls.CertificateAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys, read and made; OpenSSL, where it is installed, judges those that are made. */
class PemTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create(Clock.systemUTC());

    @TempDir
    private Path folder;

    private String openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            assumeTrue(false, "openssl is not installed");
            throw missing;
        }
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).describedAs(output).isZero();
        return output;
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void keysOfAllFormsAreRead() throws Exception {
        openssl("genrsa", "-out", "pkcs8.pem", "2048");
        openssl("rsa", "-in", "pkcs8.pem", "-traditional", "-out", "pkcs1.pem");
        openssl("ecparam", "-name", "secp384r1", "-genkey", "-out", "ec.pem");
        openssl("pkcs8", "-topk8", "-nocrypt", "-in", "ec.pem", "-out", "ec8.pem");
        openssl("rsa", "-in", "pkcs8.pem", "-aes128", "-passout", "pass:x", "-out", "encrypted.pem");

        assertThat(file("pkcs1.pem")).contains("BEGIN RSA PRIVATE KEY");
        assertThat(file("ec.pem")).contains("BEGIN EC PARAMETERS", "BEGIN EC PRIVATE KEY");
        assertThat(Pem.privateKey(file("pkcs1.pem")).getEncoded())
                .isEqualTo(Pem.privateKey(file("pkcs8.pem")).getEncoded());
        assertThat(((ECPrivateKey) Pem.privateKey(file("ec.pem"))).getS())
                .isEqualTo(((ECPrivateKey) Pem.privateKey(file("ec8.pem"))).getS());
        assertThatThrownBy(() -> Pem.privateKey(file("encrypted.pem"))).hasMessageContaining("encrypted");
        assertThatThrownBy(() -> Pem.privateKey("")).hasMessageContaining("BEGIN PRIVATE KEY");
        assertThatThrownBy(() -> Pem.certificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))
                .hasMessageContaining("cannot be read")
                .message()
                .doesNotContain("Exception", "java.");
    }

    @Test
    void whatIsMadeIsAsItShouldBe() throws Exception {
        Issued leaf = AUTHORITY.issueForServer(
                List.of("www.example.com", "*.example.org", "127.64.0.9", "::1"), RsaKeys.SHARED);
        Files.writeString(folder.resolve("ca.pem"), AUTHORITY.own().chainPem());
        Files.writeString(folder.resolve("leaf.pem"), leaf.chainPem());
        Files.writeString(
                folder.resolve("client.pem"), AUTHORITY.issueForClient("me").chainPem());

        assertThat(openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.pem", "leaf.pem"))
                .contains("OK");
        assertThat(openssl("verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", "ca.pem", "client.pem"))
                .contains("OK");
        for (String[] check : new String[][] {
            {"-verify_hostname", "www.example.com"}, {"-verify_hostname", "a.example.org"}, {"-verify_ip", "127.64.0.9"}
        }) {
            openssl("verify", "-CAfile", "ca.pem", check[0], check[1], "leaf.pem");
        }
        X509Certificate certificate = leaf.chain().get(0);
        assertThat(certificate.getSubjectAlternativeNames()).hasSize(4);
        certificate.checkValidity();
    }

    @Test
    void anAuthorityThatWasKeptIsTheSame() throws Exception {
        Issued own = AUTHORITY.own();
        CertificateAuthority again = CertificateAuthority.of(Clock.systemUTC(), own.chainPem(), own.keyPem());

        again.issueForClient("me")
                .chain()
                .get(0)
                .verify(AUTHORITY.own().chain().get(0).getPublicKey());
        assertThat(again.own().chainPem()).isEqualTo(own.chainPem());
    }
}
