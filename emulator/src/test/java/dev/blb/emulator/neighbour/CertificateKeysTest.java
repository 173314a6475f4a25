package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.CertificateAuthority.Issued;
import dev.blb.emulator.tls.RsaKeys;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A certificate has its own key, in whatever form that is written, and whether it is uploaded or declared. */
@TestInstance(Lifecycle.PER_CLASS)
class CertificateKeysTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create(Clock.systemUTC());
    private static final Issued RSA = AUTHORITY.issueForServer(List.of("rsa.example"), RsaKeys.SHARED);
    private static final Issued EC = AUTHORITY.issueForServer(List.of("ec.example"), CertificateAuthority.ecKeys());
    private static final Issued OTHER_EC =
            AUTHORITY.issueForServer(List.of("other.example"), CertificateAuthority.ecKeys());

    /** Where the key of an RSA key of 2048 bits begins in PKCS#8, behind the version and the algorithm. */
    private static final int RSA_KEY_IN_PKCS8 = 26;

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static String pkcs1(PrivateKey key) {
        byte[] pkcs8 = key.getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, RSA_KEY_IN_PKCS8, pkcs8.length));
    }

    /** A key of the curve P-256 in the form of SEC 1. */
    private static String sec1(PrivateKey key) {
        BigInteger secret = ((ECPrivateKey) key).getS();
        return pem(
                "EC PRIVATE KEY",
                HexFormat.of().parseHex("30310201010420%064xa00a06082a8648ce3d030107".formatted(secret)));
    }

    /** The texts of each key, and the certificate that it belongs to. */
    private static Map<String, Issued> keys() {
        Map<String, Issued> keys = new LinkedHashMap<>();
        keys.put(RSA.keyPem(), RSA);
        keys.put(pkcs1(RSA.key()), RSA);
        keys.put(EC.keyPem(), EC);
        keys.put(sec1(EC.key()), EC);
        keys.put(OTHER_EC.keyPem(), OTHER_EC);
        keys.put(sec1(OTHER_EC.key()), OTHER_EC);
        return keys;
    }

    private static String json(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    private static String upload(Issued certificate, String key) {
        return "{\"certName\":\"c\",\"certServerData\":" + json(certificate.chainPem()) + ",\"certPrivateData\":"
                + json(key) + "}";
    }

    private static String declared(Issued certificate, String key) {
        return "{\"certificate\":" + json(certificate.chainPem()) + ",\"privateKey\":" + json(key) + "}";
    }

    private static String seed(Issued certificate, String key) {
        return "{\"certificates\":[" + declared(certificate, key).replaceFirst("\\{", "{\"certId\":\"cert-seeded\",")
                + "]}";
    }

    @Test
    void eachKeyIsTakenWithItsOwnCertificateAlone() {
        String replaced =
                api.post("/v1/certificate", upload(RSA, RSA.keyPem())).ok().text("/certId");
        int refused = 0;
        for (Map.Entry<String, Issued> key : keys().entrySet()) {
            for (Issued certificate : List.of(RSA, EC, OTHER_EC)) {
                List<Api.Answer> answers = List.of(
                        api.post("/v1/certificate", upload(certificate, key.getKey())),
                        api.put("/v1/certificate/" + replaced + "?certData", upload(certificate, key.getKey())),
                        api.put("/_blb/world/certificates/cert-declared", declared(certificate, key.getKey())),
                        api.post("/_blb/seed", seed(certificate, key.getKey())));
                for (Api.Answer answer : answers) {
                    if (certificate.equals(key.getValue())) {
                        answer.ok();
                    } else {
                        refused++;
                        assertThat(answer.refused(400, "InvalidParameter").message())
                                .containsPattern("certPrivateData|privateKey")
                                .contains(
                                        "the private key is not that of the certificate", "allowed is the key of cert")
                                .doesNotContain(key.getKey().substring(40, 60));
                    }
                }
            }
        }
        assertThat(refused).isEqualTo(6 * 2 * 4);
    }

    @Test
    void aKeyThatCannotBeReadIsRefused() {
        for (String key : List.of(
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n",
                pem("PRIVATE KEY", RSA.key().getEncoded()).replace("-----END", "---END"))) {
            for (Api.Answer answer : List.of(
                    api.post("/v1/certificate", upload(RSA, key)),
                    api.put("/_blb/world/certificates/cert-unread", declared(RSA, key)),
                    api.put("/_blb/world/certificates/cert-unread", "{\"privateKey\":" + json(key) + "}"),
                    api.post("/_blb/seed", seed(RSA, key)))) {
                assertThat(answer.refused(400, "InvalidParameter").message())
                        .containsPattern("certPrivateData|privateKey")
                        .contains("cannot be read", "allowed is an RSA or EC key as PEM, not encrypted")
                        .doesNotContain("AAAA", "Exception", "java.");
            }
        }
        assertThat(api.get("/_blb/world/certificates").json().path("certificates"))
                .extracting(each -> each.path("certId").asText())
                .doesNotContain("cert-unread");
    }
}
