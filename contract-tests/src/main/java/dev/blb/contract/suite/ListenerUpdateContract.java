package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Given;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an update of a listener names is kept and shown, and nothing else changes. */
@Contract
class ListenerUpdateContract {
    /** Members that follow from others: aliases, the expansion of a policy, the stickiness that is switched on with it. */
    private static final List<String> FOLLOWERS = List.of(
            "encryptionProtocols",
            "appliedCiphers",
            "keepSessionTimeout",
            "xForwardedFor",
            "healthCheckPort",
            "keepSessionType",
            "keepSessionDuration",
            "keepSessionCookieName");

    private Scene scene;

    @BeforeAll
    void prepare(Given given) {
        scene = new Scene(given);
    }

    static Stream<ListenerMember> members() {
        return ListenerMember.of("Update");
    }

    @ParameterizedTest(name = "{0}, and nothing else changes")
    @MethodSource("members")
    @Covers(Axis.PARAMETERS)
    @Evidence(value = Source.SEED, at = "update listeners: what is not named stays")
    void aMemberOfAnUpdateIsKeptAndShownAndNothingElseChanges(ListenerMember member) {
        String path = "/v1/blb/" + scene.blbId() + "/" + member.protocol() + "listener?listenerPort="
                + Scene.port(member.protocol().name());
        ObjectNode expected = shown(path);

        scene.given().change(scene.blbId(), "PUT", path, member.object().toString());

        ObjectNode actual = shown(path);
        member.isShownBy(actual);
        expected.setAll(member.object());
        assertThat(actual.remove(FOLLOWERS)).isEqualTo(expected.remove(FOLLOWERS));
    }

    private ObjectNode shown(String path) {
        return scene.given().cloud().get(path).ok().json().at("/listenerList/0").deepCopy();
    }
}
