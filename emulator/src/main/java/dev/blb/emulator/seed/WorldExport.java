package dev.blb.emulator.seed;

import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.account.DeclarationStore;
import dev.blb.emulator.account.DeclarationStore.Declaration;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Backend;
import dev.blb.emulator.backend.BackendStore;
import dev.blb.emulator.backend.HealthStore;
import dev.blb.emulator.instance.InstanceCountStore;
import dev.blb.emulator.instance.InstanceDocument;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.Listener;
import dev.blb.emulator.listener.ListenerDocument;
import dev.blb.emulator.listener.ListenerStore;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.securitygroup.SecurityGroupStore;
import dev.blb.emulator.world.World.Kind;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The running state as a seed. Of one account, it names no account: imported under another default account, it is that one's.
 * Client tokens are no part of it; secrets are if they are asked for. Use it exclusively: it reads many tables.
 */
public final class WorldExport {
    private static final String SECRET = "secretKey";

    private final Tx tx;
    private final String account;
    private final Instant now;
    private final boolean withSecrets;
    private final int maxCharacters;

    /**
     * The state of an account, or of all for the empty text, at a time.
     *
     * @param withSecrets whether secrets that accounts declared are part of it
     * @param maxCharacters the largest document, in characters of JSON or YAML
     */
    public WorldExport(Tx tx, String account, Instant now, boolean withSecrets, int maxCharacters) {
        this.tx = tx;
        this.account = account;
        this.now = now;
        this.withSecrets = withSecrets;
        this.maxCharacters = maxCharacters;
    }

    /** Takes the things of a document one by one; those of a section follow each other. */
    private interface Sink {
        void add(String section, ObjectNode thing);
    }

    /**
     * The document as a tree.
     *
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded if it is too large
     */
    public ObjectNode tree() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        Size size = new Size();
        write((section, thing) -> {
            size.grow(thing.toString().length());
            document.withArray("/" + section).add(thing);
        });
        return document;
    }

    /** The document as JSON, written thing by thing: a tree of all takes many times the memory of the text. */
    public String json() {
        StringBuilder text = new StringBuilder("{");
        Size size = new Size();
        Section current = new Section();
        write((section, thing) -> {
            String json = thing.toString();
            size.grow(json.length());
            boolean begins = current.begins(section);
            text.append(!begins ? "," : text.length() == 1 ? "" : "],");
            if (begins) {
                text.append('"').append(section).append("\":[");
            }
            text.append(json);
        });
        return text.append(text.length() == 1 ? "}" : "]}").toString();
    }

    /** The document as YAML. */
    public String yaml() {
        StringBuilder text = new StringBuilder();
        Size size = new Size();
        Section current = new Section();
        write((section, thing) -> {
            String yaml = SeedText.yaml(JsonNodeFactory.instance.arrayNode().add(thing));
            size.grow(yaml.length());
            if (current.begins(section)) {
                text.append(section).append(":\n");
            }
            text.append(yaml);
        });
        return text.isEmpty() ? "{}\n" : text.toString();
    }

    /** The section that is written. */
    private static final class Section {
        private String name = "";

        boolean begins(String section) {
            boolean begins = !name.equals(section);
            name = section;
            return begins;
        }
    }

    /** The characters that were written so far. */
    private final class Size {
        private long characters;

        void grow(int more) {
            characters += more;
            if (characters > maxCharacters) {
                throw QUOTA_EXCEEDED.with(
                        "The document would have more than %d characters (setting --max-export); one ?account= at a time"
                                + " is less.",
                        maxCharacters);
            }
        }
    }

    private void write(Sink sink) {
        List<Declaration> declarations = new DeclarationStore(tx).all(account);
        accounts(declarations, sink);
        for (Kind kind : Kind.values()) {
            for (Declaration declaration : declarations) {
                if (declaration.kind().equals(kind.plural())) {
                    ObjectNode members = owned(declaration.account());
                    members.put(kind.idMember(), declaration.id());
                    members.setAll(declaration.members().json());
                    sink.add(kind.plural(), members);
                }
            }
        }
        instances(sink);
        for (HealthStore.Said said : new HealthStore(tx).all(account)) {
            sink.add(SeedFormat.HEALTH, word(said, owned(said.scope().account())));
        }
        for (Machine machine : new MachineStore(tx).all(account)) {
            sink.add(SeedFormat.ADDRESSES, place(machine, owned(machine.account())));
        }
    }

    /** A new object, with its account where the document tells accounts apart. */
    private ObjectNode owned(String owner) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        return owner.equals(account) ? members : members.put(SeedFormat.ACCOUNT, owner);
    }

    private void accounts(List<Declaration> declarations, Sink sink) {
        Map<String, ObjectNode> declared = new TreeMap<>();
        for (Declaration declaration : declarations) {
            if (declaration.kind().equals(Accounts.KIND)) {
                ObjectNode members = declaration.members().json().deepCopy();
                if (!withSecrets) {
                    members.remove(SECRET);
                }
                if (!members.isEmpty()) {
                    declared.put(declaration.account(), members);
                }
            }
        }
        Map<String, Long> ordinals = new InstanceCountStore(tx).lastOrdinals(account);
        Set<String> names = new TreeSet<>(declared.keySet());
        names.addAll(ordinals.keySet());
        for (String name : names) {
            ObjectNode members = owned(name);
            if (declared.containsKey(name)) {
                members.setAll(declared.get(name));
            }
            if (ordinals.containsKey(name)) {
                members.putObject(SeedFormat.STATE).put("lastOrdinal", ordinals.get(name));
            }
            sink.add(Accounts.KIND, members);
        }
    }

    private void instances(Sink sink) {
        Map<String, List<Listener>> listeners = new ListenerStore(tx).everywhere(account);
        Map<String, List<Backend>> servers = new BackendStore(tx).everywhere(account);
        Map<GroupKind, Map<String, List<String>>> groups = new EnumMap<>(GroupKind.class);
        for (GroupKind kind : GroupKind.values()) {
            groups.put(kind, new SecurityGroupStore(tx).everywhere(account, kind));
        }
        for (LoadBalancer instance : new InstanceStore(tx).all(account)) {
            if (instance.lifecycle().gone(now)) {
                continue;
            }
            ObjectNode members = owned(instance.account());
            members.setAll(InstanceDocument.of(instance, now));
            for (Listener listener : listeners.getOrDefault(instance.blbId(), List.of())) {
                members.withArray("/" + SeedFormat.LISTENERS).add(ListenerDocument.of(listener));
            }
            for (Backend server : servers.getOrDefault(instance.blbId(), List.of())) {
                ObjectNode each = members.withArray("/" + SeedFormat.SERVERS).addObject();
                each.put("instanceId", server.instanceId())
                        .put("weight", server.weight())
                        .put("desc", server.desc());
                each.putObject(SeedFormat.STATE)
                        .put("ordinal", server.ordinal())
                        .put("attachTime", server.attachedAt().toString());
            }
            groups.forEach((kind, bound) -> bound.getOrDefault(instance.blbId(), List.of())
                    .forEach(id -> members.withArray("/" + kind.parameter()).add(id)));
            sink.add(SeedFormat.LOAD_BALANCERS, members);
        }
    }

    private static ObjectNode place(Machine machine, ObjectNode members) {
        members.put("instanceId", machine.instanceId())
                .put("address", machine.address().toString());
        machine.ports().forEach((port, real) -> members.withObject("/ports").put(String.valueOf(port), real));
        return members.put("since", machine.since().toString());
    }

    private static ObjectNode word(HealthStore.Said said, ObjectNode members) {
        HealthStore.Scope scope = said.scope();
        members.put("instanceId", scope.instanceId());
        if (!scope.blbId().isEmpty()) {
            members.put("blbId", scope.blbId());
        }
        if (scope.port() != 0) {
            members.put("listenerPort", scope.port());
        }
        if (said.word().status() != null) {
            members.put("status", said.word().status());
        }
        if (said.word().script() != null) {
            members.put("script", said.word().script().toString());
        }
        return members.put("since", said.word().since().toString());
    }
}
