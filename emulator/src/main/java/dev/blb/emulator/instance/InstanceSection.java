package dev.blb.emulator.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.SectionWriter;
import dev.blb.emulator.seed.SeedElement;
import dev.blb.emulator.seed.SeedFormat;
import dev.blb.emulator.seed.SeedSection;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The section of instances, each with the lists that belong to it. */
public final class InstanceSection implements SeedSection {
    private static final String NAME = "loadBalancers";
    private static final String STATE = "state";

    private static final Schema OWN =
            Schema.of(SeedElement.ACCOUNT).and(InstanceDocument.MORE).and(InstanceRules.CREATE);

    private final InstanceHandlers handlers;
    private final World world;
    private final Supplier<String> defaultAccount;
    private final List<InstancePart> parts;

    /** The members of an element, of which the lists are checked element by element. */
    private final Schema schema;

    /**
     * The section of instances in this world.
     *
     * @param handlers the operations that make instances
     * @param defaultAccount whose an instance is where nothing says it
     * @param parts the lists inside an instance's element
     */
    public InstanceSection(
            InstanceHandlers handlers, World world, Supplier<String> defaultAccount, List<InstancePart> parts) {
        this.handlers = handlers;
        this.world = world;
        this.defaultAccount = defaultAccount;
        this.parts = List.copyOf(parts);
        this.schema =
                OWN.and(parts.stream().map(part -> Field.anything(part.name())).toArray(Field[]::new));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ObjectNode jsonSchema() {
        ObjectNode json = OWN.jsonSchema();
        ObjectNode members = json.withObjectProperty("properties");
        parts.forEach(part -> members.set(part.name(), SeedFormat.listOf(part.jsonSchema())));
        return json;
    }

    @Override
    public Map<String, List<String>> keys() {
        Map<String, List<String>> keys = new HashMap<>(Map.of(NAME, List.of("blbId"), "tags", List.of("tagKey")));
        parts.forEach(part -> keys.put(part.name(), part.key()));
        return keys;
    }

    @Override
    public void apply(SeedElement element) {
        InstanceDocument.upgrade(element.members());
        Members members = element.check(schema);
        String named = element.owner(members);
        String account = named.isEmpty() ? defaultAccount.get() : named;
        boolean restored = members.has(STATE);
        LoadBalancer instance = restored ? restored(element, account, members) : created(element, account, members);
        for (InstancePart part : parts) {
            for (SeedElement each : part.ordered(element.list(part.name()))) {
                each.apply(() -> part.apply(each, instance, restored));
            }
        }
        boolean supportAcl = members.flag("supportAcl");
        Lifecycle lifecycle = InstanceDocument.lifecycle(members);
        if (supportAcl != instance.supportAcl() || !lifecycle.equals(instance.lifecycle())) {
            InstanceStore instances = new InstanceStore(element.run().tx());
            LoadBalancer made = instances.lock(account, instance.blbId());
            instances.update(made.withSupportAcl(supportAcl).with(lifecycle));
        }
    }

    /** Stores the instance as it was, but available: a paused one would refuse what belongs to it. */
    private LoadBalancer restored(SeedElement element, String account, Members members) {
        LoadBalancer instance = InstanceDocument.read(account, members);
        AccountWorld here = world.of(account);
        here.requireForm(Vpcs.KIND, "vpcId", instance.place().network().vpcId());
        here.requireForm(Subnets.KIND, "subnetId", instance.place().network().subnetId());
        if (instance.place().eip() != null) {
            here.requireForm(Eips.KIND, "eip", instance.place().eip());
            if (!instance.lifecycle().isReleased()) {
                Eips.requireOfNoMachine(here, instance.place().eip());
            }
        }
        LoadBalancer available = instance.with(Lifecycle.of(Lifecycle.AVAILABLE));
        new InstanceStore(element.run().tx()).restore(available);
        return available;
    }

    private LoadBalancer created(SeedElement element, String account, Members members) {
        Members body = new Members(InstanceRules.CREATE.check(members.json()));
        return handlers.create(
                element.run().call(Operation.CREATE_BLB, account, "", body),
                element.run().tx(),
                members.optionalText("blbId"));
    }

    @Override
    public void export(SectionWriter writer) {
        List<Map<String, List<JsonNode>>> lists = new ArrayList<>();
        parts.forEach(part -> lists.add(part.export(writer.tx(), writer.account())));
        for (LoadBalancer instance : new InstanceStore(writer.tx()).all(writer.account())) {
            if (instance.lifecycle().isGone(writer.now())) {
                continue;
            }
            ObjectNode members = writer.add(instance.account());
            members.setAll(InstanceDocument.of(instance, writer.now()));
            for (int i = 0; i < parts.size(); i++) {
                List<JsonNode> elements = lists.get(i).getOrDefault(instance.blbId(), List.of());
                if (!elements.isEmpty()) {
                    members.putArray(parts.get(i).name()).addAll(elements);
                }
            }
        }
    }
}
