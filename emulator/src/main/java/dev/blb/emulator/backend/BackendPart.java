package dev.blb.emulator.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstancePart;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.SeedElement;
import dev.blb.emulator.world.World;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The real servers of an instance in a world's document. */
public final class BackendPart implements InstancePart {
    private static final Schema SCHEMA = BackendHandlers.SERVER.and(BackendDocument.MORE);

    private final BackendHandlers handlers;
    private final World world;

    /** The part whose servers these operations add, in this world. */
    public BackendPart(BackendHandlers handlers, World world) {
        this.handlers = handlers;
        this.world = world;
    }

    @Override
    public String name() {
        return BackendHandlers.LIST;
    }

    @Override
    public ObjectNode jsonSchema() {
        return SCHEMA.jsonSchema();
    }

    @Override
    public List<String> key() {
        return List.of("instanceId");
    }

    @Override
    public void apply(SeedElement element, LoadBalancer owner, boolean restored) {
        Members members = element.check(SCHEMA);
        if (members.has("state")) {
            world.of(owner.account())
                    .require(References.LENIENT, Machines.KIND, "instanceId", members.text("instanceId"));
            new BackendStore(element.run().tx()).restore(BackendDocument.read(owner.blbId(), members));
        } else {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.putArray(name()).add(BackendHandlers.SERVER.check(members.json()));
            element.applyAs(
                    name(),
                    () -> handlers.add(
                            element.run()
                                    .call(Operation.ADD_SERVERS, owner.account(), owner.blbId(), new Members(body)),
                            element.run().tx()));
        }
    }

    @Override
    public Map<String, List<JsonNode>> export(Tx tx, String account) {
        return new BackendStore(tx)
                .allOf(account).stream()
                        .collect(Collectors.groupingBy(
                                Backend::blbId, Collectors.mapping(BackendDocument::of, Collectors.toList())));
    }
}
