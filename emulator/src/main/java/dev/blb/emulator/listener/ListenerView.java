package dev.blb.emulator.listener;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A listener as answers show it: its stored fields, what follows from them, and the names that old clients read. */
final class ListenerView {
    private ListenerView() {}

    /** The members of one listener. */
    static ObjectNode of(Listener listener) {
        ObjectNode view = listener.settings().objectNode();
        view.put("listenerPort", listener.port());
        view.setAll(listener.protocol().complete(listener.settings()));
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
            case HTTP -> layer7(view);
            case HTTPS -> {
                layer7(view);
                encryption(view);
                if (!view.has("additionalCertDomains")) {
                    view.putArray("additionalCertDomains");
                }
            }
            case SSL -> encryption(view);
        }
        return view;
    }

    /** The seed's samples of TCP and UDP have these two members, the others do not. */
    private static void layer4(ObjectNode view, Listener listener) {
        view.put("backendPortType", listener.protocol().name().toUpperCase(Locale.ROOT));
        view.put("healthCheckValid", 1);
    }

    private static void layer7(ObjectNode view) {
        if (!view.path("keepSession").booleanValue()) {
            view.putNull("keepSessionType").putNull("keepSessionDuration").putNull("keepSessionCookieName");
        } else if (!view.path("keepSessionType").asText().equals("rewrite") || !view.has("keepSessionCookieName")) {
            view.putNull("keepSessionCookieName");
        }
        // The old Java SDK reads these names.
        view.set("keepSessionTimeout", view.get("keepSessionDuration"));
        view.set("xForwardedFor", view.get("xForwardFor"));
    }

    private static void encryption(ObjectNode view) {
        String type = view.path("encryptionType").asText();
        if (!type.equals(TlsPolicy.USER_DEFINED)) {
            TlsPolicy policy = TlsPolicy.of(type);
            ArrayNode protocols = view.putArray("encryptionProtocols");
            policy.protocols().forEach(protocols::add);
            view.put("appliedCiphers", policy.ciphers());
        } else if (!view.has("appliedCiphers")) {
            view.put("appliedCiphers", "");
        }
        if (!view.path("dualAuth").booleanValue() || !view.has("clientCertIds")) {
            view.putArray("clientCertIds");
        }
    }
}
