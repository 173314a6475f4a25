package dev.blb.emulator.seed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.account.DeclarationStore;
import dev.blb.emulator.account.DeclarationStore.Declaration;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Backend;
import dev.blb.emulator.backend.BackendDocument;
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
 * The running state as a seed. Of one account, it names no account: sown under another default account, it is that one's.
 * Client tokens are no part of it.
 */
public final class WorldExport {
    private final Tx tx;
    private final String account;
    private final Instant now;
    private final ObjectNode document = JsonNodeFactory.instance.objectNode();

    private WorldExport(Tx tx, String account, Instant now) {
        this.tx = tx;
        this.account = account;
        this.now = now;
    }

    /** The state of an account, or of all for the empty text, at a time. Call it exclusively: it reads many tables. */
    public static ObjectNode of(Tx tx, String account, Instant now) {
        return new WorldExport(tx, account, now).written();
    }

    /** The same as YAML. */
    public static String yaml(ObjectNode document) {
        return SeedText.yaml(document);
    }

    private ObjectNode written() {
        List<Declaration> declarations = new DeclarationStore(tx).all(account);
        accounts(declarations);
        for (Kind kind : Kind.values()) {
            for (Declaration declaration : declarations) {
                if (declaration.kind().equals(kind.plural())) {
                    ObjectNode members = owned(section(kind.plural()), declaration.account());
                    members.put(kind.idMember(), declaration.id());
                    members.setAll(declaration.members().json());
                }
            }
        }
        instances();
        for (HealthStore.Said said : new HealthStore(tx).all(account)) {
            word(said, owned(section(SeedFormat.HEALTH), said.scope().account()));
        }
        for (Machine machine : new MachineStore(tx).all(account)) {
            place(machine, owned(section(SeedFormat.ADDRESSES), machine.account()));
        }
        return document;
    }

    private ArrayNode section(String name) {
        return document.withArray("/" + name);
    }

    /** A new object in a list, with its account where the document tells accounts apart. */
    private ObjectNode owned(ArrayNode list, String owner) {
        ObjectNode members = list.addObject();
        return owner.equals(account) ? members : members.put(SeedFormat.ACCOUNT, owner);
    }

    private void accounts(List<Declaration> declarations) {
        Map<String, ObjectNode> declared = new TreeMap<>();
        for (Declaration declaration : declarations) {
            if (declaration.kind().equals(Accounts.KIND)) {
                declared.put(declaration.account(), declaration.members().json());
            }
        }
        Map<String, Long> ordinals = new InstanceCountStore(tx).lastOrdinals(account);
        Set<String> names = new TreeSet<>(declared.keySet());
        names.addAll(ordinals.keySet());
        for (String name : names) {
            ObjectNode members = owned(section(Accounts.KIND), name);
            if (declared.containsKey(name)) {
                members.setAll(declared.get(name));
            }
            if (ordinals.containsKey(name)) {
                members.putObject(SeedFormat.STATE).put("lastOrdinal", ordinals.get(name));
            }
        }
    }

    private void instances() {
        Map<String, List<Listener>> listeners = new ListenerStore(tx).everywhere(account);
        Map<String, List<Backend>> servers = new BackendStore(tx).everywhere(account);
        Map<GroupKind, Map<String, List<String>>> groups = new EnumMap<>(GroupKind.class);
        for (GroupKind kind : GroupKind.values()) {
            groups.put(kind, new SecurityGroupStore(tx).everywhere(account, kind));
        }
        for (LoadBalancer instance : new InstanceStore(tx).all(account)) {
            if (instance.lifecycle().isGone(now)) {
                continue;
            }
            ObjectNode members = owned(section(SeedFormat.LOAD_BALANCERS), instance.account());
            members.setAll(InstanceDocument.of(instance, now));
            for (Listener listener : listeners.getOrDefault(instance.blbId(), List.of())) {
                members.withArray("/" + SeedFormat.LISTENERS).add(ListenerDocument.of(listener));
            }
            for (Backend server : servers.getOrDefault(instance.blbId(), List.of())) {
                members.withArray("/" + SeedFormat.SERVERS).add(BackendDocument.of(server));
            }
            groups.forEach((kind, bound) -> bound.getOrDefault(instance.blbId(), List.of())
                    .forEach(id -> members.withArray("/" + kind.parameter()).add(id)));
        }
    }

    private static void place(Machine machine, ObjectNode members) {
        members.put("instanceId", machine.instanceId())
                .put("address", machine.address().toString());
        machine.ports().forEach((port, real) -> members.withObject("/ports").put(String.valueOf(port), real));
        members.put("since", machine.since().toString());
    }

    private static void word(HealthStore.Said said, ObjectNode members) {
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
        members.put("since", said.word().since().toString());
    }
}
