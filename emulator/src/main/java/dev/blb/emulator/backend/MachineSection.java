package dev.blb.emulator.backend;

import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.SectionWriter;
import dev.blb.emulator.seed.SeedElement;
import dev.blb.emulator.seed.SeedSection;
import dev.blb.emulator.world.KindSection;
import dev.blb.emulator.world.World;
import java.util.List;
import java.util.Map;

/**
 * The section of machines. Beside the members of the kind an element may have {@code health}, a status or a script, and {@code
 * address} and {@code ports}, where it is reached: short for elements of the sections {@code health} and {@code addresses}.
 */
public final class MachineSection implements SeedSection {
    private static final String HEALTH = "health";

    private final KindSection things;
    private final MachineRegistry registry;
    private final Schema schema;

    /** The section of machines in this world, whose addresses are registered here. */
    public MachineSection(World world, MachineRegistry registry) {
        this.things = new KindSection(world, Machines.KIND);
        this.registry = registry;
        this.schema = things.schema().and(text(HEALTH)).and(MachineRegistry.WHERE.forUpdate());
    }

    @Override
    public String name() {
        return things.name();
    }

    @Override
    public ObjectNode jsonSchema() {
        return schema.jsonSchema();
    }

    @Override
    public Map<String, List<String>> keys() {
        return things.keys();
    }

    @Override
    public void apply(SeedElement element) {
        Members members = element.check(schema);
        things.declare(element, members);
        String account = element.owner(members);
        String id = members.text(Machines.KIND.idMember());
        members.optionalText(HEALTH)
                .ifPresent(text -> new HealthStore(element.run().tx())
                        .set(HealthOverride.parse(
                                new HealthOverride.Scope(id, account, "", 0),
                                HEALTH,
                                text,
                                element.run().now())));
        if (members.has("address") || members.has("ports")) {
            Members where = new Members(MachineRegistry.WHERE.check(members.json()));
            registry.register(
                    element.run().tx(), id, account, where, element.run().now());
        }
    }

    @Override
    public void checkTogether(List<SeedElement> elements) {
        things.checkTogether(elements);
    }

    @Override
    public void export(SectionWriter writer) {
        things.export(writer);
    }
}
