package dev.blb.emulator.seed;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a seed has that is accepted without effect, as in a call: each is named with its place. */
@TestInstance(Lifecycle.PER_CLASS)
class SeedWarningsTest {
    private static final String LAYER7_ONLY =
            "has no effect: only HTTP and HTTPS have it; the old Java SDK sends it with every protocol";

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String balancer(String members) {
        return "{`loadBalancers`:[{`blbId`:`lb-%1$s`,`vpcId`:`vpc-1`,`subnetId`:`sbn-1`,".replace('`', '"')
                + members.replace('`', '"') + "}]}";
    }

    private static String listener(String members) {
        return "`listeners`:[{`listenerPort`:80,`backendPort`:80,`scheduler`:`RoundRobin`," + members + "}]";
    }

    /** The warnings about a seed, each without the file. */
    private List<String> warnings(Api api, String seed) {
        List<String> warnings = new ArrayList<>();
        for (JsonNode warning : api.post("/_blb/seed?account=" + api.account(), seed)
                .ok()
                .json()
                .path("warnings")) {
            warnings.add(warning.asText());
        }
        return warnings;
    }

    private static String place(String seed, String member) {
        return "body:1:" + (seed.indexOf('"' + member + '"') + 1) + ": loadBalancers[0].";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "TCP | `keepSession`:true | keepSession | ",
                "UDP | `healthCheckString`:`a`,`keepSession`:true | keepSession | ",
                "SSL | `certIds`:[`cert-emulator0001`],`keepSession`:true | keepSession | ",
                "TCP | `xForwardFor`:true | xForwardFor | ",
                "TCP | `xForwardedFor`:true | xForwardedFor | ",
                "UDP | `healthCheckString`:`a`,`xforwardFor`:true | xforwardFor | ",
                "HTTPS | `certIds`:[`cert-emulator0001`],`redirectPort`:80 | redirectPort | has no effect: only the Go model has it; HTTPS does not redirect",
                "HTTPS | `certIds`:[`cert-emulator0001`],`keepSessionTimeout`:60 | keepSessionTimeout | is kept and counts only once keepSession is true",
                "HTTPS | `certIds`:[`cert-emulator0001`],`keepSessionCookieName`:`sid` | keepSessionCookieName | counts only once keepSession is true and keepSessionType is rewrite",
                "SSL | `certIds`:[`cert-emulator0001`],`clientCertIds`:[`cert-emulator0002`] | clientCertIds | is kept and counts only once dualAuth is true",
                "TCP | `type`:`UDP` | type | has no effect: the old Java SDK repeats the protocol of the path; the path counts",
                "TCP | `blbId`:`lb-other` | blbId | has no effect: the old Java SDK repeats the id of the path; the path counts"
            })
    void aMemberWithoutEffectOnAListenerIsNamed(String protocol, String members, String named, String why) {
        Api api = Api.of(emulator);
        String id = UUID.randomUUID().toString().substring(0, 8);
        String seed = balancer(listener("`listenerType`:`" + protocol + "`," + members))
                .formatted(id);
        int at = seed.lastIndexOf('"' + named + '"') + 1;

        assertThat(warnings(api, seed))
                .containsExactly("body:1:" + at + ": loadBalancers[0].listeners[0]." + named + " "
                        + (why == null ? LAYER7_ONLY : why));

        JsonNode made = api.get("/v1/blb/lb-" + id + "/listener").ok().json();
        assertThat(made.at("/listenerList/0/listenerType").asText()).isEqualTo(protocol);
        assertThat(made.at("/listenerList/0").has("keepSession")).isEqualTo(protocol.equals("HTTPS"));
        // The same call is accepted, too.
        api.post(
                        "/v1/blb/" + api.create() + "/" + protocol + "listener",
                        ("{`listenerPort`:80,`backendPort`:80,`scheduler`:`RoundRobin`," + members + "}")
                                .replace('`', '"'))
                .ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "`allocateVip`:true | allocateVip | allocateVip has no effect: only the retired Kubernetes provider sends it",
                "`clusterProperty`:`a` | clusterProperty | clusterProperty has no effect: the Go SDK always sends it, no source says what it means",
                "`billing`:{`paymentTiming`:`Postpaid`,`reservation`:{`reservationLength`:1}} | reservation | billing.reservation counts only with billing.paymentTiming Prepaid",
                "`backendServerList`:[{`instanceId`:`i-1`,`privateIp`:`10.0.0.9`}] | privateIp | backendServerList[0].privateIp has no effect: the address is the machine's; the Go model sends it along"
            })
    void anotherMemberWithoutEffectIsNamed(String members, String named, String warning) {
        Api api = Api.of(emulator);
        String id = UUID.randomUUID().toString().substring(0, 8);
        String seed = balancer(members).formatted(id);

        assertThat(warnings(api, seed)).containsExactly(place(seed, named) + warning);
    }

    @Test
    void whatSaysNothingOrRepeatsWhereItStandsIsNotNamed() {
        Api api = Api.of(emulator);
        String id = UUID.randomUUID().toString().substring(0, 8);
        String seed = balancer("`allocateVip`:false,`clusterProperty`:``,"
                        + listener("`listenerType`:`TCP`,`type`:`tcp`,`blbId`:`lb-%1$s`,`keepSession`:false,"
                                + "`xForwardedFor`:false"))
                .formatted(id);

        assertThat(warnings(api, seed)).isEmpty();
    }

    @Test
    void anUnknownMemberOfAListenerIsStillRefused() {
        Api api = Api.of(emulator);
        String id = UUID.randomUUID().toString().substring(0, 8);
        assertThat(api.post(
                                "/_blb/seed",
                                balancer(listener("`listenerType`:`TCP`,`keepSessionType`:`insert`"))
                                        .formatted(id))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("listeners[0].keepSessionType is unknown here; allowed is listenerType, ");
    }
}
