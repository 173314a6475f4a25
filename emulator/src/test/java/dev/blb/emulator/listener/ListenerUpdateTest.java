package dev.blb.emulator.listener;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.settings.AuthMode;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an update of a listener leaves alone: defaults that follow other members, and rules about members it does not name. */
class ListenerUpdateTest {
    private final AtomicBoolean echoIsPossible = new AtomicBoolean(true);
    private final BlbEmulator emulator = TestEmulator.start(
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE),
            Clock.systemUTC(),
            Ids.random(),
            echoIsPossible::get);
    private final Api api = Api.of(emulator);
    private final String path = "/v1/blb/" + api.create();

    @AfterEach
    void stop() {
        emulator.close();
    }

    private void create(String protocol, int port, String more) {
        String needed = switch (protocol) {
            case "UDP" -> ",\"healthCheckString\":\"\"";
            case "HTTPS" -> ",\"certIds\":[\"cert-emulator0001\"]";
            default -> "";
        };
        api.post(
                        path + "/" + protocol + "listener",
                        "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"" + needed
                                + more + "}")
                .ok();
    }

    private Api.Answer update(String protocol, int port, String body) {
        return api.put(path + "/" + protocol + "listener?listenerPort=" + port, body);
    }

    @Test
    void moreCertificatesNeedTheListenersOwn() {
        create("HTTPS", 443, "");
        String before = api.get(path + "/HTTPSlistener").body();
        for (String domains : new String[] {"[{\"certId\":\"cert-1\",\"host\":\"a.example\"}]", "[]"}) {
            var refusal = update("HTTPS", 443, "{\"additionalCertDomains\":" + domains + ",\"serverTimeout\":99}")
                    .refused(400, "MissingParameter");
            assertThat(refusal.message()).contains("certIds", "additionalCertDomains");
        }
        assertThat(api.get(path + "/HTTPSlistener").body()).isEqualTo(before);
        update("HTTPS", 443, "{\"serverTimeout\":31}").ok();
        update("HTTPS", 443, "{\"certIds\":[\"cert-1\"],\"additionalCertDomains\":[]}")
                .ok();
        update("HTTPS", 443, "{\"certIds\":[\"cert-1\"],\"additionalCertDomains\":null}")
                .ok();
    }

    @Test
    void aCookiesNameGoesWithTheTypeThatNeedsIt() {
        create("HTTP", 80, ",\"keepSession\":true,\"keepSessionType\":\"rewrite\",\"keepSessionCookieName\":\"sid\"");
        update("HTTP", 80, "{\"keepSessionType\":\"insert\"}").ok();
        update("HTTP", 80, "{\"keepSessionType\":\"rewrite\"}").ok();
        assertThat(api.get(path + "/HTTPlistener")
                        .json()
                        .at("/listenerList/0/keepSessionCookieName")
                        .isNull())
                .as("the name does not come back")
                .isTrue();
        update("HTTP", 80, "{\"keepSessionType\":\"insert\",\"keepSessionCookieName\":\"sid\"}")
                .refused(400, "InvalidParameter");
    }

    private int healthCheckPort(String protocol, int port) {
        JsonNode list = api.get(path + "/" + protocol + "listener?listenerPort=" + port)
                .ok()
                .json()
                .path("listenerList");
        assertThat(list).hasSize(1);
        return list.get(0).path("healthCheckPort").asInt(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UDP", "HTTP", "HTTPS"})
    void theHealthCheckPortFollowsTheBackendPortUntilItIsGiven(String protocol) {
        create(protocol, 80, "");
        create(protocol, 81, ",\"healthCheckPort\":8080");
        assertThat(healthCheckPort(protocol, 80)).isEqualTo(8080);

        update(protocol, 80, "{\"backendPort\":9090}").ok();
        update(protocol, 81, "{\"backendPort\":9090}").ok();
        assertThat(healthCheckPort(protocol, 80)).isEqualTo(9090);
        assertThat(healthCheckPort(protocol, 81))
                .as("it was given, though with the value of the default")
                .isEqualTo(8080);

        String world = api.text("/_blb/world?account=" + api.account());
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        api.post("/_blb/seed?account=" + api.account(), world).ok();
        update(protocol, 80, "{\"backendPort\":7070}").ok();
        update(protocol, 81, "{\"backendPort\":7070}").ok();
        assertThat(healthCheckPort(protocol, 80)).as("after export and import").isEqualTo(7070);
        assertThat(healthCheckPort(protocol, 81)).isEqualTo(8080);

        update(protocol, 80, "{\"healthCheckPort\":7070}").ok();
        update(protocol, 80, "{\"backendPort\":6060}").ok();
        assertThat(healthCheckPort(protocol, 80)).isEqualTo(7070);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCP", "SSL"})
    void otherListenersShowNoHealthCheckPort(String protocol) {
        create(protocol, 80, protocol.equals("SSL") ? ",\"certIds\":[\"cert-emulator0001\"]" : "");
        assertThat(healthCheckPort(protocol, 80)).isEqualTo(-1);
    }

    @Test
    void onlyAnUpdateThatNamesTheRedirectChecksIt() {
        create("HTTPS", 443, "");
        create("HTTP", 80, ",\"redirectPort\":443");
        api.put(path + "/listener?batchdelete", "{\"portList\":[443]}").ok();

        update("HTTP", 80, "{\"description\":\"its redirect leads nowhere\"}").ok();
        update("HTTP", 80, "{\"redirectPort\":443}").refused(404, "RedirectPortNotFound");
        update("HTTP", 80, "{\"redirectPort\":0}").ok();
        update("HTTP", 80, "{\"redirectPort\":443}").refused(404, "RedirectPortNotFound");
    }

    @Test
    void onlyAnUpdateThatNamesTheCheckNeedsTheEcho() {
        create("UDP", 53, ",\"healthCheckType\":\"ICMP\"");
        api.put("/_blb/machines/i-1?account=" + api.account(), "{\"address\":\"127.0.0.1\"}")
                .ok();
        echoIsPossible.set(false);

        update("UDP", 53, "{\"description\":\"made where an echo could be sent\"}")
                .ok();
        update("UDP", 53, "{\"healthCheckType\":\"ICMP\"}").refused(400, "InvalidParameter");
        update("UDP", 53, "{\"healthCheckType\":\"UDP\"}").ok();
    }

    @Test
    void onlyAnUpdateThatNamesOneOfTheMembersChecksThatTheyAgree() {
        // A seed with state is taken as it was, whether the rules of today would let it through or not.
        String id = path.substring(path.lastIndexOf('/') + 1);
        String world = api.text("/_blb/world?account=" + api.account());
        create("UDP", 53, "");
        String listener = Json.of(api.text("/_blb/world?account=" + api.account()))
                .at("/loadBalancers/0/listeners/0")
                .toString();
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        api.post(
                        "/_blb/seed?account=" + api.account(),
                        world.replace(
                                "\"blbId\":\"" + id + "\"",
                                "\"blbId\":\"" + id + "\",\"listeners\":["
                                        + listener.replace("\"healthCheckString\":\"\",", "") + "]"))
                .ok();

        update("UDP", 53, "{\"description\":\"without a healthCheckString\"}").ok();
        update("UDP", 53, "{\"healthCheckType\":\"UDP\"}").refused(400, "MissingParameter");
        update("UDP", 53, "{\"healthCheckString\":\"a\"}").ok();
    }
}
