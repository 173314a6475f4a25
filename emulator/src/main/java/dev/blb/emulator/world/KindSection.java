package dev.blb.emulator.world;

import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.SectionWriter;
import dev.blb.emulator.seed.SeedElement;
import dev.blb.emulator.seed.SeedSection;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import dev.blb.emulator.world.ReferenceKind.Clash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The section of a kind of thing: its elements are declared. */
public final class KindSection implements SeedSection {
    private final World world;
    private final ReferenceKind kind;
    private final Uses uses;
    private final Schema schema;

    /** The section of a kind in this world whose things any number of others may use. */
    public KindSection(World world, ReferenceKind kind) {
        this(world, kind, Uses.NONE);
    }

    /** The section of this kind in this world, whose things are used so. */
    public KindSection(World world, ReferenceKind kind, Uses uses) {
        this.world = world;
        this.uses = uses;
        this.kind = kind;
        this.schema =
                Schema.of(SeedElement.ACCOUNT, text(kind.idMember()).must()).and(kind.schema());
    }

    @Override
    public String name() {
        return kind.plural();
    }

    /** The members of an element. */
    public Schema schema() {
        return schema;
    }

    @Override
    public ObjectNode jsonSchema() {
        return schema.jsonSchema();
    }

    @Override
    public Map<String, List<String>> keys() {
        return Map.of(kind.plural(), List.of(SeedElement.ACCOUNT.name(), kind.idMember()));
    }

    @Override
    public void apply(SeedElement element) {
        declare(element, element.check(schema));
    }

    /** Declares a thing by its checked members, of which other names than those of the schema are left out. */
    public void declare(SeedElement element, Members members) {
        String account = element.owner(members);
        String id = members.text(kind.idMember());
        element.declareOnce(account, kind.plural(), kind.idMember(), id);
        Members kept = new Members(kind.schema().check(members.json()));
        world.of(account).checkDeclarable(kind, id, kept);
        new DeclarationStore(element.run().tx()).put(new Declaration(account, kind.plural(), id, kept));
    }

    /**
     * What names a thing of others is refused; of two that clash the last one, as if it stood behind what is declared; and one that has a
     * second user now, which may have one.
     */
    @Override
    public void checkTogether(List<SeedElement> elements) {
        if (elements.isEmpty()) {
            return;
        }
        SingleUse singleUse =
                new SingleUse(world, uses, kind, elements.get(0).run().tx());
        Schema named = Schema.of(SeedElement.ACCOUNT, text(kind.idMember()));
        Map<String, Map<String, Clash>> clashes = new HashMap<>();
        for (int i = elements.size() - 1; i >= 0; i--) {
            SeedElement element = elements.get(i);
            element.apply(() -> {
                Members members = new Members(named.check(element.members()));
                String owner = element.owner(members);
                AccountWorld here = world.of(owner);
                String id = members.text(kind.idMember());
                here.find(kind, id).ifPresent(thing -> kind.naming().check(here, thing));
                Clash clash = clashes.computeIfAbsent(owner, account -> here.clashes(kind))
                        .get(id);
                if (clash != null) {
                    throw clash.refusal();
                }
                singleUse.require(owner, id);
            });
        }
    }

    @Override
    public void export(SectionWriter writer) {
        for (Declaration declaration : new DeclarationStore(writer.tx()).all(writer.account(), kind)) {
            ObjectNode members = writer.add(declaration.account());
            members.put(kind.idMember(), declaration.id());
            members.setAll(kind.shown(declaration.members(), writer.withSecrets()));
        }
    }
}
