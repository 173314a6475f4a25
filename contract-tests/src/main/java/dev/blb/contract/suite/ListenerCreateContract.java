package dev.blb.contract.suite;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Given;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;

/** What a create of a listener says is kept and shown, at the ends of each range. */
@Contract
class ListenerCreateContract {
    /** Other ports than those of the rows' members. */
    private static final int FIRST_PORT = 1001;

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
        int port = FIRST_PORT + row.row();
        String body = Scene.object(Scene.listener(given, row.op().protocol(), port))
                .setAll(row.members())
                .toString();

        given.change(blbId, "POST", "/v1/blb/" + blbId + "/" + kind, body);

        given.eventually(() -> row.isShownBy(given.cloud()
                .get("/v1/blb/" + blbId + "/" + kind + "?listenerPort=" + port)
                .ok()
                .json()
                .at("/listenerList/0")));
    }
}
