package dev.blb.emulator.settings;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wherever JSON or YAML holds a length of time, the number 0 is the same as the text. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZeroTimesTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterAll
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PUT  | accounts/ACCOUNT/settings | {`settleDelay`:ZERO} | settleDelay",
                "POST | seed | {`accounts`:[{`account`:`ACCOUNT`,`settleDelay`:ZERO}]} | settleDelay",
                "PUT  | async?account=ACCOUNT | {`operations`:{`CreateBlb`:{`settle`:ZERO,`writable`:`0`}}} | operations.CreateBlb.settle",
                "PUT  | faults?account=ACCOUNT | {`rules`:[{`name`:`r`,`match`:{`after`:ZERO},`effect`:{`delay`:`1ms`}}]} | rules[0].match.after",
                "PUT  | faults?account=ACCOUNT | {`rules`:[{`name`:`r`,`effect`:{`delay`:ZERO}}]} | rules[0].effect.delay",
                "PUT  | faults?account=ACCOUNT | {`rules`:[{`name`:`r`,`match`:{`group`:`write`},`effect`:{`stale`:{`detail`:ZERO,`list`:`1s`}}}]} | rules[0].effect.stale.detail",
                "POST | clock | {`advance`:ZERO} | advance"
            })
    void zeroMayBeANumber(String method, String path, String body, String member) {
        String where = "/_blb/" + path.strip().replace("ACCOUNT", api.account());
        String json = body.strip().replace('`', '"').replace("ACCOUNT", api.account());
        Api.Answer text = api.send(method.strip(), where, json.replace("ZERO", "\"0\""));
        Api.Answer number = api.send(method.strip(), where, json.replace("ZERO", "0"));
        assertThat(number.status()).as(number.body()).isEqualTo(text.status());
        assertThat(text.status()).as(text.body()).isEqualTo(200);
        assertThat(api.send(method.strip(), where, json.replace("ZERO", "5"))
                        .refused(400, "InappropriateJSON")
                        .message())
                .contains(member.strip() + " is 5; allowed is a length of time");
    }

    @Test
    void itCountsAsNone() {
        Api here = Api.of(emulator);
        here.with("settleDelay", "1h");
        here.put("/_blb/accounts/" + here.account() + "/settings", "{\"settleDelay\":0}")
                .ok();
        assertThat(here.get("/v1/blb/" + here.create()).text("/status")).isEqualTo("available");
        api.send("POST", "/_blb/seed", "{\"accounts\":[{\"account\":\"" + api.account() + "\",\"settleDelay\":0}]}")
                .ok();
        assertThat(api.text("/_blb/world?account=" + api.account())).contains("\"settleDelay\":\"0\"");
    }
}
