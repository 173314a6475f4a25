package dev.blb.emulator.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.InstanceHandlers;
import dev.blb.emulator.instance.InstanceSection;
import dev.blb.emulator.listener.ListenerHandlers;
import dev.blb.emulator.listener.ListenerPart;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.probe.ProbeEngine.Wanted;
import dev.blb.emulator.probe.netty.NettyProbeSockets;
import dev.blb.emulator.snapshot.SnapshotStore;
import dev.blb.emulator.snapshot.StateStore;
import dev.blb.emulator.snapshot.StateStore.Image;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.world.World;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A snapshot of an older schema is brought to the newest one by the same steps as the state. */
class SnapshotsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The last version before the one that adds a column. */
    private static final int OLDER = SchemaSteps.all().version();

    private static final SchemaSteps STEPS = steps();

    private static final String PLAN =
            "[{\"fromMillis\":0,\"intervalSeconds\":3,\"unhealthyThreshold\":3,\"healthyThreshold\":3}]";

    private final ProbeEngine engine = new ProbeEngine(
            new EmulatorClock(Clock.systemUTC()),
            () -> new Wanted(false, List.of()),
            () -> true,
            address -> true,
            NettyProbeSockets::new);
    private final Database database = new Database(new MemoryStore(Clock.systemUTC(), STEPS));
    private final Snapshots snapshots = new Snapshots(
            database,
            steps -> new Database(new MemoryStore(Clock.systemUTC(), steps)),
            format(),
            Settings.DEFAULTS,
            account -> Optional::empty,
            (tx, account, held) -> () -> {});

    /** The schema as if its last step had added the column {@code description} of listeners, and filled it. */
    private static SchemaSteps steps() {
        List<String> scripts = new ArrayList<>(SchemaSteps.all().scripts());
        int last = scripts.size() - 1;
        scripts.set(last, scripts.get(last) + "; ALTER TABLE listener DROP COLUMN description;");
        scripts.add("ALTER TABLE listener ADD COLUMN description VARCHAR(200) DEFAULT 'by default' NOT NULL;"
                + " UPDATE listener SET description = 'of port ' || port WHERE port > 80;");
        return new SchemaSteps(scripts);
    }

    /** Load balancers with their listeners. */
    private SeedFormat format() {
        World world = new World();
        InstanceHandlers instances = new InstanceHandlers(world, Ids.random(), (here, subnet) -> Set.of());
        ListenerHandlers listeners = new ListenerHandlers(world, engine);
        return new SeedFormat(
                List.of(new InstanceSection(instances, world, () -> "a", List.of(new ListenerPart(listeners)))));
    }

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    private void fill() {
        database.exclusively("", tx -> {
            for (String insert : new String[] {
                "account VALUES ('a', 1, 1)",
                "load_balancer (blb_id, account, ordinal, name, description, vpc_id, subnet_id, address, ip_type, ipv6,"
                        + " tags, allow_delete, allow_modify, modification_protection_reason, support_acl, payment_timing,"
                        + " created_at, base_status) VALUES ('lb-a', 'a', 1, 'é中', '', '', '', '', 'normal', '', '[]',"
                        + " TRUE, TRUE, '', FALSE, 'Postpaid', 0, 'available')",
                "listener (blb_id, port, transport, protocol, description, settings, probe_plan) VALUES"
                        + " ('lb-a', 80, 'TCP', 'TCP', '', '{}', '" + PLAN
                        + "'), ('lb-a', 81, 'TCP', 'TCP', '', '{}', '" + PLAN + "')"
            }) {
                Sql.of(tx).dsl().execute("INSERT INTO " + insert);
            }
            return "";
        });
    }

    private List<String> descriptions() {
        return database.inTransaction(tx -> Sql.of(tx)
                .dsl()
                .fetch("SELECT description FROM listener ORDER BY port")
                .getValues(0, String.class));
    }

    /** An image as it was when the schema had no such column. */
    private static Image older(Image image) {
        try {
            Map<String, String> rows = new HashMap<>(image.rows());
            JsonNode listeners = JSON.readTree(rows.get("LISTENER"));
            ArrayNode fields = (ArrayNode) listeners.path("fields");
            int column = fields.findValuesAsText("name").indexOf("DESCRIPTION");
            fields.remove(column);
            listeners.path("records").forEach(row -> ((ArrayNode) row).remove(column));
            rows.put("LISTENER", listeners.toString());
            return new Image(OLDER, rows);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private void keepOlder(String name, boolean emptied) {
        fill();
        database.exclusively("", tx -> {
            StateStore state = new StateStore(tx);
            new SnapshotStore(tx).put("", name, older(state.image("")));
            if (emptied) {
                state.clear("");
            }
            return "";
        });
    }

    @Test
    void aSnapshotWithoutAColumnIsRestored() {
        keepOlder("before", true);
        assertThat(descriptions()).isEmpty();
        snapshots.restore("", "before");
        assertThat(descriptions()).containsExactly("by default", "of port 81");
        snapshots.restore("a", "before");
        assertThat(descriptions()).containsExactly("by default", "of port 81");
        assertThat(database.<Integer>inTransaction(tx -> Sql.of(tx)
                        .dsl()
                        .fetchSingle("SELECT last_ordinal FROM account")
                        .get(0, Integer.class)))
                .isOne();
    }

    @Test
    void aResetComesBackToASeedOfAnOlderSchema() {
        keepOlder(Snapshots.SEED, false);
        snapshots.reset("");
        assertThat(descriptions()).containsExactly("by default", "of port 81");
    }

    @Test
    void itIsComparedInTheNewestSchema() {
        keepOlder("before", false);
        assertThat(snapshots.diff("", "before", Snapshots.NOW).toString()).contains("of port 81");
    }

    @Test
    void aSnapshotThatIsTakenNowHasTheNewestSchema() {
        fill();
        snapshots.take("a", "now-1");
        assertThat(database.<Integer>inTransaction(tx ->
                        new SnapshotStore(tx).find("a", "now-1").orElseThrow().schemaVersion()))
                .isEqualTo(STEPS.version());
    }
}
