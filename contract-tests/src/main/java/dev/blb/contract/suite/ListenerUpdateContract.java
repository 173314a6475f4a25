package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Given;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;

/** What an update of a listener names is kept and shown, and nothing else changes. */
@Contract
class ListenerUpdateContract {
    private Scene scene;

    @BeforeEach
    void prepare(Given given) {
        scene = Scene.of(given);
    }

    static Stream<ListenerRow> rows() {
        return ListenerRow.of("Update");
    }

    static Stream<Op> updates() {
        return Catalogue.operations()
                .filter(op -> op.method().equals("PUT") && !op.protocol().isEmpty());
    }

    private String path(Op op) {
        return "/v1/blb/" + scene.blbId() + "/" + op.protocol() + "listener?listenerPort=" + Scene.port(op.protocol());
    }

    @ParameterizedTest(name = "{0}: is kept and shown", allowZeroInvocations = true)
    @CaseSource("rows")
    @Covers(Axis.PARAMETERS)
    @Evidence(value = Source.META, at = "members of listeners; the echo is what Terraform plans on")
    void whatAnUpdateSaysIsKeptAndShown(ListenerRow row) {
        scene.given().change(scene.blbId(), "PUT", path(row.op()), row.members().toString());

        row.isShown(scene.given(), scene.blbId(), Scene.port(row.op().protocol()));
    }

    @ParameterizedTest(name = "{0}: what an update does not name stays", allowZeroInvocations = true)
    @CaseSource("updates")
    @Covers(Axis.DRIVEN)
    @Evidence(value = Source.SEED, at = "update listeners: what is not named stays")
    void whatAnUpdateDoesNotNameStays(Op op) {
        Given given = scene.given();
        ListenerRow.of("Update")
                .filter(row -> row.op().equals(op) && row.row() == 0)
                .forEach(row -> {
                    given.change(scene.blbId(), "PUT", path(op), row.members().toString());
                    row.isShown(given, scene.blbId(), Scene.port(op.protocol()));
                });
        ObjectNode expected = shown(op);
        ObjectNode nulls = Scene.object("{}");
        op.params().stream()
                .filter(param -> param.in().equals("body") && !param.name().contains("."))
                .forEach(param -> nulls.putNull(param.name()));
        for (String update : List.of("{}", nulls.toString(), "{\"healthyThreshold\":2}")) {
            given.change(scene.blbId(), "PUT", path(op), update);

            if (update.contains("healthyThreshold\":2")) {
                expected.put("healthyThreshold", 2);
            }
            given.eventually(() -> assertThat(shown(op)).isEqualTo(expected));
        }
    }

    private ObjectNode shown(Op op) {
        return Expect.object(scene.given().cloud().get(path(op)).ok().json().at("/listenerList/0"));
    }
}
