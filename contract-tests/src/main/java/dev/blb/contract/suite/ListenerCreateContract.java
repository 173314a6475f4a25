package dev.blb.contract.suite;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Given;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;

/** What a create of a listener says is kept and shown, at the ends of each range. */
@Contract
class ListenerCreateContract {
    /** Both ends of the range among them. */
    private static final List<Integer> PORTS = List.of(1001, 1, 65_535);

    private Given given;
    private String blbId;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.fixture(String.class, Given::lease);
    }

    @AfterEach
    void removeListeners() {
        given.cleanUp(new Bare(given, blbId)::removeListeners);
    }

    static Stream<ListenerRow> rows() {
        return ListenerRow.of("Create");
    }

    @ParameterizedTest(name = "{0}: is kept and shown", allowZeroInvocations = true)
    @CaseSource("rows")
    @Covers(Axis.PARAMETERS)
    @Evidence(value = Source.META, at = "members of listeners; the echo is what Terraform plans on")
    void whatACreateSaysIsKeptAndShown(ListenerRow row) {
        String kind = row.op().protocol() + "listener";
        int port = PORTS.get(row.row() % PORTS.size());
        String body = Scene.object(Scene.listener(given, row.op().protocol(), port))
                .setAll(row.members())
                .toString();

        given.change(blbId, "POST", "/v1/blb/" + blbId + "/" + kind, body);

        row.isShown(given, blbId, port);
    }
}
