package dev.blb.emulator.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlRouteTest {
    private static ControlRoute route(String path) {
        return ControlRoute.of("POST", path, "does something", call -> "done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"things", "things/{id}", "machines/{instanceId}", "accountants"})
    void aRouteThatDoesNotSayOtherwiseIsOfTheWholeServer(String path) {
        assertThat(route(path).serverWide()).isTrue();
        assertThat(route(path)
                        .query(Schema.of(Field.flag("force"), Field.text("blbId")))
                        .body(Schema.of(ControlRoute.ACCOUNT))
                        .serverWide())
                .isTrue();
        assertThat(route(path).takingText().serverWide()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"accounts/{account}/settings", "loadbalancers/{blbId}", "loadbalancers/{blbId}/things/{id}"})
    void theAccountMayStandInThePath(String path) {
        assertThat(route(path).serverWide()).isFalse();
    }

    @Test
    void aRouteMaySayThatItIsOpen() {
        assertThat(route("things").openToEveryAccount().query(Schema.of()).serverWide())
                .isFalse();
        assertThat(ControlRoute.document("a.json", "shows something", () -> NullNode.instance)
                        .serverWide())
                .isFalse();
    }

    @Test
    void theAccountMayStandInTheQuery() {
        assertThat(route("things").query(Schema.of(ControlRoute.ACCOUNT)).serverWide())
                .isFalse();
    }
}
