package dev.blb.emulator.listener;

import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.listener.ListenerSettings.Stickiness;
import dev.blb.emulator.listener.ListenerSettings.Tls;
import dev.blb.emulator.schema.AnswerSchema;
import dev.blb.emulator.schema.Field;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A listener as answers show it: its stored fields, what follows from them, and the names that old clients read. */
final class ListenerView {
    /** What every listener shows beside its fields. */
    private static final List<Field> EVERY =
            List.of(flag("getBlbIp").must(), text("listenerType").must());

    private static final List<Field> LAYER4 =
            List.of(text("backendPortType").must(), integer("healthCheckValid").must());
    private static final List<Field> LAYER7 =
            List.of(integer("keepSessionTimeout").must(), flag("xForwardedFor").must());

    /** The fields that answers show also where no call has set them, beside those with a default. */
    private static final Set<String> ALWAYS = Set.of(
            "description",
            "healthCheckPort",
            "healthCheckString",
            "keepSessionCookieName",
            "encryptionProtocols",
            "appliedCiphers",
            "clientCertIds",
            "additionalCertDomains");

    private static final Set<String> NULLABLE =
            Set.of("keepSessionType", "keepSessionDuration", "keepSessionTimeout", "keepSessionCookieName");

    private ListenerView() {}

    /** The JSON Schema of a listener of a protocol. */
    static ObjectNode schema(ListenerProtocol protocol) {
        List<Field> beside = switch (protocol) {
            case TCP, UDP -> LAYER4;
            case HTTP, HTTPS -> LAYER7;
            case SSL -> List.of();
        };
        List<Field> fields =
                Stream.of(protocol.shown(), EVERY, beside).flatMap(List::stream).toList();
        return AnswerSchema.showing(fields, ALWAYS, NULLABLE).put("title", protocol.name());
    }

    /** The JSON Schema of a listener of any protocol. */
    static ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        Stream.of(ListenerProtocol.values()).map(ListenerView::schema).forEach(schema.putArray("anyOf")::add);
        return schema;
    }

    /** The members of one listener. */
    static ObjectNode of(Listener listener) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("listenerPort", listener.port());
        view.setAll(listener.settings().complete());
        view.put("getBlbIp", false);
        view.put("listenerType", listener.protocol().name());
        view.put("description", listener.description());
        switch (listener.protocol()) {
            case TCP -> layer4(view, listener);
            case UDP -> {
                layer4(view, listener);
                if (!view.has("healthCheckString")) {
                    view.put("healthCheckString", "");
                }
            }
            case HTTP -> layer7(view, listener.settings());
            case HTTPS -> {
                layer7(view, listener.settings());
                encryption(view, listener.settings());
                if (!view.has("additionalCertDomains")) {
                    view.putArray("additionalCertDomains");
                }
            }
            case SSL -> encryption(view, listener.settings());
        }
        return view;
    }

    /** The seed's samples of TCP and UDP have these two members, the others do not. */
    private static void layer4(ObjectNode view, Listener listener) {
        view.put("backendPortType", listener.protocol().name().toUpperCase(Locale.ROOT));
        view.put("healthCheckValid", 1);
    }

    private static void layer7(ObjectNode view, ListenerSettings settings) {
        Optional<Stickiness> stickiness = settings.stickiness();
        if (stickiness.isEmpty()) {
            view.putNull("keepSessionType").putNull("keepSessionDuration");
        }
        view.put("keepSessionCookieName", stickiness.map(Stickiness::cookie).orElse(null));
        // The old Java SDK reads these names.
        view.set("keepSessionTimeout", view.get("keepSessionDuration"));
        view.set("xForwardedFor", view.get("xForwardFor"));
    }

    private static void encryption(ObjectNode view, ListenerSettings settings) {
        Tls tls = settings.tls().orElseThrow();
        ArrayNode protocols = view.putArray("encryptionProtocols");
        tls.protocols().forEach(protocols::add);
        view.put("appliedCiphers", tls.ciphers());
        if (tls.clientCertId() == null) {
            view.putArray("clientCertIds");
        }
    }
}
