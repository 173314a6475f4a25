package dev.blb.emulator.backend;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.References;
import dev.blb.emulator.health.HealthScript;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.SectionWriter;
import dev.blb.emulator.seed.SeedElement;
import dev.blb.emulator.seed.SeedSection;
import dev.blb.emulator.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The section of health that was set. */
public final class HealthSection implements SeedSection {
    private static final String NAME = "health";
    private static final String INSTANCE_ID = "instanceId";
    private static final String BLB_ID = "blbId";
    private static final String LISTENER_PORT = "listenerPort";
    private static final String STATUS = "status";
    private static final String SCRIPT = "script";
    private static final String SINCE = "since";

    private static final Schema SCHEMA = Schema.of(
            Machines.KIND.id(INSTANCE_ID).must(),
            SeedElement.ACCOUNT,
            text(BLB_ID).or(""),
            integer(LISTENER_PORT, 1, 65535),
            oneOf(STATUS, "Alive", "Dead", "Unknown"),
            text(SCRIPT),
            time(SINCE));

    private final World world;

    /** The section in this world. */
    public HealthSection(World world) {
        this.world = world;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ObjectNode jsonSchema() {
        ObjectNode schema = SCHEMA.jsonSchema();
        schema.withObjectProperty("properties").withObjectProperty(SCRIPT).put("description", HealthScript.ALLOWED);
        return schema;
    }

    @Override
    public Map<String, List<String>> keys() {
        return Map.of(NAME, List.of(SeedElement.ACCOUNT.name(), INSTANCE_ID, BLB_ID, LISTENER_PORT));
    }

    @Override
    public void apply(SeedElement element) {
        Members members = element.check(SCHEMA);
        if (members.has(STATUS) == members.has(SCRIPT)) {
            throw INVALID_PARAMETER.with(
                    "status and script are %s given; allowed is one of them", members.has(STATUS) ? "both" : "not");
        }
        String account = element.owner(members);
        String instanceId = members.text(INSTANCE_ID);
        world.of(account).require(References.LENIENT, Machines.KIND, INSTANCE_ID, instanceId);
        HealthOverride.Scope scope = new HealthOverride.Scope(
                instanceId,
                account,
                members.text(BLB_ID),
                members.optionalInteger(LISTENER_PORT).orElse(0));
        String where = NAME + " " + scope.blbId() + ":" + scope.port();
        element.declareOnce(account, where, INSTANCE_ID, instanceId);
        Instant since = since(element, members);
        new HealthStore(element.run().tx())
                .set(
                        members.has(STATUS)
                                ? HealthOverride.status(scope, members.text(STATUS), since)
                                : HealthOverride.script(scope, SCRIPT, members.text(SCRIPT), since));
    }

    /** When an element says that it was set, by default now. */
    static Instant since(SeedElement element, Members members) {
        return members.optionalText(SINCE)
                .map(Instant::parse)
                .orElse(element.run().now());
    }

    @Override
    public void export(SectionWriter writer) {
        for (HealthOverride override : new HealthStore(writer.tx()).all(writer.account())) {
            HealthOverride.Scope scope = override.scope();
            ObjectNode members = writer.add(scope.account());
            members.put(INSTANCE_ID, scope.instanceId());
            if (!scope.blbId().isEmpty()) {
                members.put(BLB_ID, scope.blbId());
            }
            if (scope.port() != 0) {
                members.put(LISTENER_PORT, scope.port());
            }
            if (override.script() == null) {
                members.put(STATUS, override.status());
            } else {
                members.put(SCRIPT, override.script().toString());
            }
            members.put(SINCE, override.since().toString());
        }
    }
}
