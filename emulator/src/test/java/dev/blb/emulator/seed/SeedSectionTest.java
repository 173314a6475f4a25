package dev.blb.emulator.seed;

import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.KindSection;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import dev.blb.emulator.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A kind of thing that no production class knows is declared, exported, compared, kept and restored all the same. */
class SeedSectionTest {
    private static final ReferenceKind ROUTE_TABLES = ReferenceKind.of(
                    "routeTables",
                    "routeTableId",
                    IdForm.prefixed("rt-"),
                    List.of("rt-main"),
                    Schema.of(text("name").or(""), object("state", integer("ordinal", 1, 100))))
            .kind();

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final World world = new World();
    private final Database database = new Database(new MemoryStore(clock));
    private final SeedFormat format = new SeedFormat(List.of(new KindSection(world, ROUTE_TABLES)));
    private final Seeder seeder =
            new Seeder(format, database, account -> Settings.DEFAULTS, state -> state, world::remember);
    private final Snapshots snapshots = new Snapshots(
            database,
            schema -> new Database(new MemoryStore(clock, schema)),
            format,
            Settings.DEFAULTS,
            world::remember,
            (tx, account, held) -> () -> {});

    SeedSectionTest() {
        database.addReadModel(world);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private ObjectNode export(String account) {
        return database.exclusively(
                account, tx -> new WorldExport(format, tx, account, clock.instant(), true, 1_000_000).tree());
    }

    @Test
    void itIsDeclaredAndExported() {
        String seed = "{\"routeTables\":[{\"routeTableId\":\"rt-1\",\"name\":\"one\"},"
                + "{\"account\":\"a\",\"routeTableId\":\"rt-1\",\"name\":\"mine\",\"state\":{\"ordinal\":7}}]}";
        assertThat(seeder.seed(seed, "", named -> {}).seeded()).containsExactlyEntriesOf(Map.of("routeTables", 2));
        assertThat(export("")).hasToString(seed);
        assertThat(export("a")).hasToString(seed.replaceFirst("\\{[^{]*},", "").replace("\"account\":\"a\",", ""));
        assertThat(world.of("a").find(ROUTE_TABLES, "rt-1").orElseThrow().text("name"))
                .isEqualTo("mine");
        assertThat(world.of("b").find(ROUTE_TABLES, "rt-1").orElseThrow().text("name"))
                .isEqualTo("one");
        assertThat(world.of("b").isDeclared(ROUTE_TABLES, "rt-main")).isTrue();
        assertThat(world.of("b").isDeclared(ROUTE_TABLES, "rt-2")).isFalse();
        assertThat(format.jsonSchema()
                        .at("/properties/routeTables/items/properties")
                        .fieldNames())
                .toIterable()
                .containsExactly("account", "routeTableId", "name", "state");
    }

    @Test
    void itIsComparedByItsIdKeptAndRestored() {
        seeder.seed("{\"routeTables\":[{\"routeTableId\":\"rt-1\",\"name\":\"one\"}]}", "a", named -> {});
        snapshots.take("a", "before");
        seeder.seed("{\"routeTables\":[{\"routeTableId\":\"rt-1\",\"name\":\"two\"}]}", "a", named -> {});
        seeder.seed("{\"routeTables\":[{\"routeTableId\":\"rt-2\"}]}", "a", named -> {});
        WorldDiff diff = snapshots.diff("a", "before", Snapshots.NOW);
        assertThat(diff.changed()).extracting(WorldDiff.Change::path).containsExactly("routeTables[rt-1].name");
        assertThat(diff.added()).extracting(WorldDiff.Line::path).containsExactly("routeTables[rt-2]");
        snapshots.restore("a", "before");
        assertThat(world.of("a").find(ROUTE_TABLES, "rt-1").orElseThrow().text("name"))
                .isEqualTo("one");
        assertThat(world.of("a").isDeclared(ROUTE_TABLES, "rt-2")).isFalse();
    }

    @Test
    void aMistakeIsLocatedAndNothingIsApplied() {
        String seed = "routeTables:\n- routeTableId: rt-1\n- routeTableId: rt-1\n";
        assertThatThrownBy(() -> seeder.seed(seed, "", named -> {}))
                .hasMessage(
                        "body:3:3: routeTables[1].routeTableId is \"rt-1\", which was declared before; allowed is each once");
        assertThatThrownBy(() -> seeder.seed("routeTables:\n- routeTableId: x-1\n", "", named -> {}))
                .hasMessageStartingWith(
                        "body:2:3: routeTables[0].routeTableId is \"x-1\"; allowed is an id: rt- and letters");
        assertThatThrownBy(() -> seeder.seed("tables: []", "", named -> {}))
                .hasMessage("body:1:1: tables is unknown here; allowed is routeTables");
        assertThat(export("")).hasToString("{}");
        assertThat(world.of("").isDeclared(ROUTE_TABLES, "rt-1")).isFalse();
    }
}
