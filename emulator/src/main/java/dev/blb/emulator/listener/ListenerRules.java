package dev.blb.emulator.listener;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.api.ApiError.REDIRECT_PORT_NOT_FOUND;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.certificate.Certificates;
import dev.blb.emulator.probe.Check;
import dev.blb.emulator.probe.Echo;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.IdleMember;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What one row of the field table cannot say: pairs of fields, other listeners, certificates. */
final class ListenerRules {
    /** What counts only beside a value of another member. */
    private static final List<Dependent> DEPENDENT = List.of(
            new Dependent(ListenerFields.KEEP_SESSION_TYPE, ListenerFields.KEEP_SESSION, "true"),
            new Dependent(ListenerFields.KEEP_SESSION_DURATION, ListenerFields.KEEP_SESSION, "true"),
            new Dependent(ListenerFields.KEEP_SESSION_DURATION, ListenerFields.KEEP_SESSION_TYPE, "insert"),
            new Dependent(ListenerFields.KEEP_SESSION_COOKIE, ListenerFields.KEEP_SESSION, "true"),
            new Dependent(ListenerFields.KEEP_SESSION_COOKIE, ListenerFields.KEEP_SESSION_TYPE, "rewrite"),
            new Dependent(ListenerFields.CLIENT_CERT_IDS, ListenerFields.DUAL_AUTH, "true"),
            new Dependent(ListenerFields.ENCRYPTION_PROTOCOLS, ListenerFields.ENCRYPTION_TYPE, TlsPolicy.USER_DEFINED),
            new Dependent(ListenerFields.APPLIED_CIPHERS, ListenerFields.ENCRYPTION_TYPE, TlsPolicy.USER_DEFINED),
            new Dependent(ListenerFields.CHECK_URI, ListenerFields.LAYER7_CHECK_TYPE, "HTTP"),
            new Dependent(ListenerFields.CHECK_STATUS, ListenerFields.LAYER7_CHECK_TYPE, "HTTP"),
            new Dependent(ListenerFields.CHECK_HOST, ListenerFields.LAYER7_CHECK_TYPE, "HTTP"),
            new Dependent(ListenerFields.CHECK_STRING, ListenerFields.UDP_CHECK_TYPE, "UDP"));

    private ListenerRules() {}

    /** What a listener keeps of a call's members beside its port and note. */
    static ObjectNode settings(Members body) {
        ObjectNode settings = body.json().deepCopy();
        settings.remove(List.of("listenerPort", "description"));
        keepLastCertificates(settings);
        return settings;
    }

    /** Of several certificates only the last counts [meta]; only that one is kept (assumption [m34]). */
    private static void keepLastCertificates(ObjectNode given) {
        for (String name : List.of("certIds", "clientCertIds")) {
            if (given.get(name) instanceof ArrayNode certificates) {
                while (certificates.size() > 1) {
                    certificates.remove(0);
                }
            }
        }
    }

    /**
     * Members that depend on each other agree. Of an update only those rules count that are about a member it names: a
     * listener that breaks another one, taken over from a seed with state, can still be changed.
     *
     * @param given what this call named
     * @param all the listener's fields with this call applied
     * @throws dev.blb.emulator.api.ApiException MissingParameter, InvalidParameter
     */
    static void fieldsAgree(ListenerProtocol protocol, Members given, Members all) {
        if (protocol == ListenerProtocol.UDP
                && names(given, "healthCheckType", "healthCheckString")
                && all.text("healthCheckType").equals("UDP")
                && !all.has("healthCheckString")) {
            throw MISSING_PARAMETER.at(
                    "healthCheckString",
                    "is required with healthCheckType UDP: " + ListenerFields.CHECK_STRING.allowed());
        }
        if (protocol.isLayer7()) {
            given.filledText("keepSessionCookieName").ifPresent(name -> {
                if (all.flag("keepSession") && !all.text("keepSessionType").equals("rewrite")) {
                    throw INVALID_PARAMETER.at(
                            "keepSessionCookieName",
                            "is \"%s\"; it is allowed only with keepSessionType rewrite",
                            name);
                }
            });
        }
        if (protocol == ListenerProtocol.HTTPS && given.has("additionalCertDomains") && !given.has("certIds")) {
            throw MISSING_PARAMETER.at(
                    "certIds",
                    "is required with additionalCertDomains, also where it stays the same: a list with a certificate's id");
        }
        if (protocol.isEncrypted()) {
            if (names(given, "dualAuth", "clientCertIds")
                    && all.flag("dualAuth")
                    && all.texts("clientCertIds").isEmpty()) {
                throw MISSING_PARAMETER.at(
                        "clientCertIds", "is required with dualAuth true: a list with a certificate's id");
            }
            if (names(given, "encryptionType", "encryptionProtocols")
                    && all.text("encryptionType").equals(TlsPolicy.USER_DEFINED)
                    && all.texts("encryptionProtocols").isEmpty()) {
                throw MISSING_PARAMETER.at(
                        "encryptionProtocols",
                        "is required with encryptionType userDefind: some of "
                                + String.join(", ", TlsPolicy.PROTOCOLS));
            }
        }
    }

    /**
     * Leaves out what the listener's other members make meaningless, so that it does not come back when they change again: a
     * cookie's name without keepSessionType rewrite.
     */
    static void dropUnused(ObjectNode settings) {
        if (!settings.path("keepSessionType").asText("rewrite").equals("rewrite")) {
            settings.remove("keepSessionCookieName");
        }
    }

    /** A member that counts only while another one has a value; that one is never absent [g26][m98][h2][h3]. */
    private record Dependent(Field member, Field on, String value) {
        boolean hasNoEffect(Members given, ObjectNode all) {
            JsonNode set = given.json().path(member.name());
            return IdleMember.saysSomething(set)
                    && !member.isDefault(set)
                    && !all.path(on.name()).asText().equals(value);
        }
    }

    /**
     * The members of a call that count for nothing beside the listener's others, each with the end of a sentence about it.
     *
     * @param given what this call named, or has by default
     * @param all the listener's fields with this call applied
     */
    static Map<String, String> idle(Members given, ObjectNode all) {
        ObjectNode kept = all.deepCopy();
        dropUnused(kept);
        Map<String, String> idle = new LinkedHashMap<>();
        for (Dependent each : DEPENDENT) {
            if (each.hasNoEffect(given, all)) {
                idle.merge(
                        each.member().name(),
                        each.on().name() + " is " + each.value(),
                        (one, other) -> one + " and " + other);
            }
        }
        idle.replaceAll((member, when) -> (kept.has(member) ? "is kept and " : "") + "counts only once " + when);
        return idle;
    }

    private static boolean names(Members given, String... members) {
        return Stream.of(members).anyMatch(given::has);
    }

    /**
     * Every certificate that this call names exists.
     *
     * @throws dev.blb.emulator.api.ApiException CertificateNotFound, InvalidParameter for a malformed id
     */
    static void certificatesExist(World world, Call call) {
        Members body = call.body();
        AccountWorld here = world.of(call.account());
        References references = call.settings().get(REFERENCES);
        for (String name : List.of("certIds", "clientCertIds")) {
            here.requireAll(references, Certificates.KIND, name, body.texts(name));
        }
        List<Members> domains = body.objects("additionalCertDomains");
        for (int i = 0; i < domains.size(); i++) {
            here.require(
                    references,
                    Certificates.KIND,
                    "additionalCertDomains[" + i + "].certId",
                    domains.get(i).text("certId"));
        }
    }

    /** The port to which these members redirect, if no HTTPS listener of the instance has it. */
    static OptionalInt lostRedirection(String blbId, Members given, ListenerStore listeners) {
        int port = given.optionalInteger("redirectPort").orElse(0);
        return port == 0 || listeners.exists(blbId, ListenerProtocol.HTTPS, port)
                ? OptionalInt.empty()
                : OptionalInt.of(port);
    }

    /**
     * A redirection that this call names leads to an HTTPS listener of the same instance [skill].
     *
     * @throws dev.blb.emulator.api.ApiException RedirectPortNotFound
     */
    static void redirectionExists(String blbId, Members given, ListenerStore listeners) {
        lostRedirection(blbId, given, listeners).ifPresent(port -> {
            throw REDIRECT_PORT_NOT_FOUND.at(
                    "redirectPort",
                    "is %d; allowed is the port of an HTTPS listener of load balancer %s, or 0 for none",
                    port,
                    blbId);
        });
    }

    /**
     * Where real servers are really probed, a call does not ask for a check that cannot be sent: its servers would be shown
     * as Alive or Dead without having been probed.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    static void canBeChecked(ListenerSettings settings, ProbeEngine engine, Call call, Tx tx) {
        if (call.body().has("healthCheckType")
                && settings.check().type() == Check.Type.ECHO
                && !engine.echoIsPossible()
                && new MachineStore(tx).any(call.account())) {
            throw INVALID_PARAMETER.at(
                    "healthCheckType",
                    "is ICMP, but no ICMP echo can be sent here (%s) and machines with an address are"
                            + " really probed; allowed is UDP, or ICMP once no machine is registered",
                    Echo.MISSING);
        }
    }
}
