package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Certificates: what is uploaded is what listeners name. */
@TestInstance(Lifecycle.PER_CLASS)
class CertificateServiceTest {
    private final BlbEmulator emulator = TestEmulator.start(
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(REFERENCES, References.STRICT));

    @TempDir
    private Path directory;

    @AfterAll
    void stop() {
        emulator.close();
    }

    @Test
    void aDeclaredCertificateThatCannotBeReadIsListedByItsName() {
        Api api = Api.of(emulator);
        String pem = "{\"certName\":\"torn\",\"certificate\":\"-----BEGIN CERTIFICATE-----\\nfoo\"}";
        api.put("/_blb/world/certificates/cert-torn?account=" + api.account(), pem)
                .ok();
        for (String path : List.of("", "/detail", "?certName=torn")) {
            assertThat(api.get("/v1/certificate" + path).ok().json().path("certs"))
                    .filteredOn(cert -> cert.path("certId").asText().equals("cert-torn"))
                    .extracting(cert -> cert.path("certCommonName").asText())
                    .containsExactly("torn");
        }
        assertThat(api.get("/v1/certificate/cert-torn/detail").ok().text("/certDNSNames"))
                .isEmpty();
    }

    @Test
    void aCertificateWithoutANameIsCalledByItsId() {
        Api api = Api.of(emulator);
        api.put("/_blb/world/certificates/cert-nameless?account=" + api.account(), "{}")
                .ok();
        for (String path : List.of("", "/detail", "/rawData")) {
            assertThat(api.get("/v1/certificate/cert-nameless" + path).ok().text("/certName"))
                    .as(path)
                    .isEqualTo("cert-nameless");
        }
    }

    @Test
    void refusalsSayWhatWasMeant() {
        Api api = Api.of(emulator);
        api.put("/_blb/world/certificates/cert-shop?account=" + api.account(), "{\"certName\":\"summer\"}")
                .ok();
        assertThat(api.get("/v1/certificate/cert-shap")
                        .refused(404, "ResourceNotFoundException")
                        .message())
                .isEqualTo("certId is \"cert-shap\", which the account does not have; did you mean cert-shop?");
        assertThat(api.put("/v1/certificate/cert-shop", "{}")
                        .refused(400, "InvalidURI")
                        .message())
                .endsWith("PUT /v1/certificate/cert-shop needs ?certData, ?certName, or a body with certServerData or"
                        + " certName.");
    }

    @Test
    void anUploadedCertificateIsReadReplacedAndUsed() throws Exception {
        Api api = Api.of(emulator);
        MadeCertificate first = MadeCertificate.of(directory, "shop.example", "shop.example", "www.shop.example");
        api.post("/v1/vpc?clientToken=one", "{\"name\":\"a\",\"cidr\":\"10.1.0.0/16\"}")
                .ok();
        // Certificates take no client tokens.
        String certId = api.post("/v1/certificate?clientToken=one", first.body("shop"))
                .ok()
                .text("/certId");

        Api.Answer detail = api.get("/v1/certificate/" + certId + "/detail").ok();
        assertThat(detail.text("/certCommonName")).isEqualTo("shop.example");
        assertThat(detail.text("/certDNSNames")).isEqualTo("shop.example,www.shop.example");
        assertThat(detail.text("/certFingerprint")).matches("([0-9A-F]{2}:){19}[0-9A-F]{2}");
        assertThat(detail.text("/certStopTime")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(detail.text("/status")).isEqualTo("UNUSED");
        assertThat(api.get("/v1/certificate/" + certId).ok().json().has("certDNSNames"))
                .isFalse();
        Api.Answer raw = api.get("/v1/certificate/" + certId + "/rawData").ok();
        assertThat(raw.text("/certServerData")).isEqualTo(first.certificate());
        assertThat(raw.text("/certPrivateKey")).isEqualTo(first.privateKey());

        String blbId = api.post("/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}")
                .ok()
                .text("/blbId");
        api.post(
                        "/v1/blb/" + blbId + "/HTTPSlistener",
                        "{\"listenerPort\":443,\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"certIds\":[\"" + certId
                                + "\"]}")
                .ok();
        assertThat(api.get("/v1/certificate/" + certId + "/detail").text("/status"))
                .isEqualTo("IN_USE");
        assertThat(api.get("/v1/certificate/detail").json().path("certs"))
                .filteredOn(cert -> cert.path("certId").asText().equals(certId))
                .extracting(cert -> cert.at("/resources/0/resourceId").asText())
                .containsExactly(blbId);
        api.delete("/v1/certificate/" + certId).refused(409, "CertificateInUse");

        MadeCertificate second = MadeCertificate.of(directory, "new.example", "new.example");
        api.put("/v1/certificate/" + certId + "?certData", second.body("renewed"))
                .ok();
        assertThat(api.get("/v1/certificate/" + certId).text("/certCommonName")).isEqualTo("new.example");
        assertThat(api.get("/v1/certificate?certName=renewed").json().path("certs"))
                .hasSize(1);
        api.put("/v1/certificate/" + certId + "?certName", "{\"certName\":\"named\"}")
                .ok();
        assertThat(api.put("/v1/certificate/" + certId + "?certData", "{\"certName\":\"again\"}")
                        .refused(400, "MissingParameter")
                        .message())
                .contains("certServerData");
        String unnamed = second.body("named").replaceFirst("\"certName\":\"named\",", "");
        assertThat(api.put("/v1/certificate/" + certId + "?certData", unnamed)
                        .refused(400, "MissingParameter")
                        .message())
                .contains("certName is required");
        api.put("/v1/certificate/" + certId, unnamed).ok();
        assertThat(api.get("/v1/certificate/" + certId).text("/certName")).isEqualTo("named");
        api.put("/v1/certificate/" + certId, "{\"certName\":\"again\"}").ok();
        api.put("/v1/certificate/" + certId, "{}").refused(400, "InvalidURI");
        assertThat(api.get("/v1/certificate/" + certId).text("/certName")).isEqualTo("again");
        assertThat(api.get("/v1/certificate/" + certId).text("/certCommonName")).isEqualTo("new.example");
        api.delete("/v1/blb/" + blbId).ok();
        api.delete("/v1/certificate/" + certId).ok();
        api.get("/v1/certificate/" + certId).refused(404, "ResourceNotFoundException");
    }

    @Test
    void whatIsNoCertificateIsRefused() throws Exception {
        Api api = Api.of(emulator);
        MadeCertificate one = MadeCertificate.of(directory, "one.example", "one.example");
        MadeCertificate two = MadeCertificate.of(directory, "two.example", "two.example");

        assertThat(api.post("/v1/certificate", new MadeCertificate(one.certificate(), two.privateKey()).body("mixed"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("certPrivateData");
        assertThat(api.post("/v1/certificate", new MadeCertificate("no PEM", one.privateKey()).body("none"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("certServerData");
        assertThat(api.post("/v1/certificate", "{\"certName\":\"x\",\"certServerData\":\"0\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("certServerData cannot be read", "allowed is a certificate as PEM")
                .doesNotContain("Exception", "java.");
        api.post("/v1/certificate", "{\"certName\":\"x\"}").refused(400, "MissingParameter");
        assertThat(api.get("/v1/certificate").json().path("certs")).hasSize(2);
    }
}
