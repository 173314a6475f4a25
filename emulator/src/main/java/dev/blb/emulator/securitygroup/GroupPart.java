package dev.blb.emulator.securitygroup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstancePart;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.seed.SeedElement;
import dev.blb.emulator.world.World;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The groups of one kind that are bound to an instance in a world's document: their ids. */
public final class GroupPart implements InstancePart {
    private final SecurityGroupHandlers handlers;
    private final World world;
    private final GroupKind kind;

    /** The part of groups of this kind, which these operations bind, in this world. */
    public GroupPart(SecurityGroupHandlers handlers, World world, GroupKind kind) {
        this.handlers = handlers;
        this.world = world;
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind.parameter();
    }

    @Override
    public ObjectNode jsonSchema() {
        return JsonNodeFactory.instance.objectNode().put("type", "string");
    }

    @Override
    public List<String> key() {
        return List.of();
    }

    @Override
    public void apply(SeedElement element, LoadBalancer owner, boolean restored) {
        element.applyAs(name(), () -> bind(element, owner, restored));
    }

    private void bind(SeedElement element, LoadBalancer owner, boolean restored) {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        given.putArray(name()).add(element.node());
        Members body = new Members(kind.ids().check(given));
        if (restored) {
            String id = body.texts(name()).get(0);
            world.of(owner.account()).requireForm(kind.reference(), name(), id);
            new SecurityGroupStore(element.run().tx()).bind(owner.blbId(), kind, id);
        } else {
            handlers.bind(
                    kind,
                    element.run().call(kind.bind(), owner.account(), owner.blbId(), body),
                    element.run().tx());
        }
    }

    @Override
    public Map<String, List<JsonNode>> export(Tx tx, String account) {
        return new SecurityGroupStore(tx)
                .allOf(account, kind).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                bound -> bound.getValue().stream()
                                        .map(id -> (JsonNode) TextNode.valueOf(id))
                                        .toList()));
    }
}
