package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import java.util.List;
import java.util.function.Consumer;

/** The listeners of an instance: made, tried, listed. */
record Listeners(Given given, String blbId) {
    /** Those of the shared instance of a class, which has none at first. */
    static Listeners of(Given given) {
        return new Listeners(given, given.fixture(String.class, Given::lease));
    }

    String path() {
        return "/v1/blb/" + blbId;
    }

    void removeAll() {
        given.cleanUp(new Bare(given, blbId)::removeListeners);
    }

    String body(Protocol protocol, int port, String... members) {
        ObjectNode body = Scene.object(Scene.listener(given, protocol.name(), port));
        body.setAll(Scene.object("{" + String.join(",", members) + "}"));
        return body.toString();
    }

    void create(Protocol protocol, int port, String... members) {
        given.listener(blbId, protocol.name(), body(protocol, port, members));
    }

    Answer tryToCreate(Protocol protocol, int port, String... members) {
        return given.cloud().post(path() + "/" + protocol + "listener", body(protocol, port, members));
    }

    void update(Protocol protocol, int port, String body) {
        given.change(blbId, "PUT", path() + "/" + protocol + "listener?listenerPort=" + port, body);
    }

    JsonNode shown(Protocol protocol, int port) {
        return shown(protocol + "listener", port);
    }

    private JsonNode shown(String list, int port) {
        JsonNode shown = given.cloud()
                .get(path() + "/" + list + "?listenerPort=" + port)
                .ok()
                .json()
                .at("/listenerList/0");
        assertThat(shown.isObject()).as("the listener is listed").isTrue();
        return shown;
    }

    /** Asserts about a listener in both lists that have it, once its effect shows. */
    void shows(Protocol protocol, int port, Consumer<JsonNode> assertions) {
        given.eventually(() -> {
            assertions.accept(shown(protocol, port));
            assertions.accept(shown("listener", port));
        });
    }

    void showsListeners(String... expected) {
        given.eventually(() -> assertThat(ports()).containsExactly(expected));
    }

    List<String> ports() {
        return Catalogue.stream(
                        given.cloud().get(path() + "/listener").ok().json().path("listenerList"))
                .map(listener -> listener.path("listenerType").asText() + " "
                        + listener.path("listenerPort").asInt())
                .toList();
    }
}
