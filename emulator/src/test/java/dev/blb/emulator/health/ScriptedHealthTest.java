package dev.blb.emulator.health;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Scripted health runs nothing in the background; the work of one read is counted by HealthTimelineTest. */
@Isolated("it looks for threads of the whole process")
class ScriptedHealthTest {
    @Test
    void scriptsNeedNoThreadAndAMonthMayPassUnread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (BlbEmulator emulator =
                TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE))) {
            Api api = Api.of(emulator);
            api.post("/_blb/clock", "{\"freeze\":true}").ok();
            String id = api.create();
            api.createTcp(id, 80);
            api.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}")
                    .ok();
            api.put("/_blb/backends/i-1/health", "{\"script\":\"up 60s, down 60s, repeat\"}")
                    .ok();
            // What another test began may still be ending.
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("blb-probe"));
            api.post("/_blb/clock", "{\"advance\":\"P30D\"}").ok();
            api.post("/_blb/clock", "{\"advance\":\"30s\"}").ok();
            assertThat(status(api, id)).isEqualTo("Alive");
            api.post("/_blb/clock", "{\"advance\":\"60s\"}").ok();
            assertThat(status(api, id)).isEqualTo("Dead");
        }
    }

    private static String status(Api api, String id) {
        return api.get("/v1/blb/" + id + "/backendserver?listenerPort=80").ok().text("/backendServerList/0/status");
    }
}
