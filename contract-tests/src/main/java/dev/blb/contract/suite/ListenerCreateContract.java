package dev.blb.contract.suite;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Given;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a create of a listener says is kept and shown, member by member, at the ends of each range. */
@Contract
class ListenerCreateContract {
    private static final int FIRST_PORT = 1000;
    private static final int MAX_LISTENERS = 40;

    private Given given;
    private String blbId;
    private int port = FIRST_PORT;

    @BeforeAll
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.instance();
    }

    static Stream<ListenerMember> members() {
        return ListenerMember.of("Create");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("members")
    @Covers(Axis.PARAMETERS)
    @Evidence(value = Source.META, at = "members of listeners; the echo is what Terraform plans on")
    void aMemberOfACreateIsKeptAndShown(ListenerMember member) {
        String path = "/v1/blb/" + blbId;
        if (port - FIRST_PORT == MAX_LISTENERS) {
            StringBuilder ports = new StringBuilder();
            for (; port > FIRST_PORT; port--) {
                ports.append(ports.length() == 0 ? "" : ",").append(port);
            }
            given.change(blbId, "PUT", path + "/listener?batchdelete", "{\"portList\":[" + ports + "]}");
        }
        port++;
        String body = Scene.object(Scene.listener(given, member.protocol().name(), port))
                .setAll(member.object())
                .toString();

        given.listener(blbId, member.protocol().name(), body);

        member.isShownBy(given.cloud()
                .get(path + "/" + member.protocol() + "listener?listenerPort=" + port)
                .ok()
                .json()
                .at("/listenerList/0"));
    }
}
