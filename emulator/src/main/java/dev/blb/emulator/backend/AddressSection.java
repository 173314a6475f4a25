package dev.blb.emulator.backend;

import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.SectionWriter;
import dev.blb.emulator.seed.SeedElement;
import dev.blb.emulator.seed.SeedSection;
import java.util.List;
import java.util.Map;

/** The section of real addresses: where machines are reached, so that they are probed. */
public final class AddressSection implements SeedSection {
    private static final String NAME = "addresses";
    private static final String INSTANCE_ID = "instanceId";

    private static final Schema SCHEMA = Schema.of(Machines.KIND.id(INSTANCE_ID).must(), SeedElement.ACCOUNT)
            .and(MachineRegistry.WHERE)
            .and(time("since"));

    private final MachineRegistry registry;

    /** The section whose machines are registered here. */
    public AddressSection(MachineRegistry registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ObjectNode jsonSchema() {
        return SCHEMA.jsonSchema();
    }

    @Override
    public Map<String, List<String>> keys() {
        return Map.of(NAME, List.of(SeedElement.ACCOUNT.name(), INSTANCE_ID));
    }

    @Override
    public void apply(SeedElement element) {
        Members members = element.check(SCHEMA);
        String account = element.owner(members);
        String instanceId = members.text(INSTANCE_ID);
        element.declareOnce(account, NAME, INSTANCE_ID, instanceId);
        registry.register(element.run().tx(), instanceId, account, members, HealthSection.since(element, members));
    }

    @Override
    public void export(SectionWriter writer) {
        for (Machine machine : new MachineStore(writer.tx()).all(writer.account())) {
            ObjectNode members = writer.add(machine.account());
            members.put(INSTANCE_ID, machine.instanceId())
                    .put("address", machine.address().toString());
            machine.ports()
                    .forEach((port, real) -> members.withObjectProperty("ports").put(String.valueOf(port), real));
            members.put("since", machine.since().toString());
        }
    }
}
