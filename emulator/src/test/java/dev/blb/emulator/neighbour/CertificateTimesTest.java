package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When certificates were made and last changed, by a clock that moves between the calls alone. */
class CertificateTimesTest {
    private static String now(Api api) {
        return api.post("/_blb/clock", "{\"advance\":\"100s\"}")
                .ok()
                .text("/now")
                .replaceAll("\\.\\d+Z", "Z");
    }

    private static void times(Api api, String path, String created, String updated) {
        for (String detail : List.of("", "/detail")) {
            Api.Answer certificate = api.get(path + detail).ok();
            assertThat(certificate.text("/certCreateTime")).isEqualTo(created);
            assertThat(certificate.text("/certUpdateTime")).isEqualTo(updated);
        }
    }

    @Test
    void eachChangeOfACertificateIsItsNewest(@TempDir Path directory) throws Exception {
        MadeCertificate certificate = MadeCertificate.of(directory, "shop.example", "shop.example");
        try (BlbEmulator emulator =
                TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE))) {
            Api api = Api.of(emulator);
            api.post("/_blb/clock", "{\"freeze\":true}").ok();
            String made = now(api);
            String path = "/v1/certificate/"
                    + api.post("/v1/certificate", certificate.body("first"))
                            .ok()
                            .text("/certId");
            times(api, path, made, made);
            for (String name : List.of("second", "third")) {
                String renamed = now(api);
                api.put(path + "?certName", "{\"certName\":\"" + name + "\"}").ok();
                times(api, path, made, renamed);
                String replaced = now(api);
                api.put(path + "?certData", certificate.body(name)).ok();
                times(api, path, made, replaced);
            }
        }
    }
}
