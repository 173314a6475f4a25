package dev.blb.emulator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.instance.LoadBalancer.Cluster;
import dev.blb.emulator.instance.LoadBalancer.Place;
import dev.blb.emulator.instance.LoadBalancer.Protection;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.state.Database;
import dev.blb.emulator.world.Cidr;
import dev.blb.emulator.world.World.Network;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceStoreTest {
    private final Database database = Database.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    private LoadBalancer insert(Cidr subnet, String... drawn) {
        Iterator<String> ids = List.of(drawn).iterator();
        return database.inTransaction(tx -> {
            InstanceStore instances = new InstanceStore(tx);
            LoadBalancer draft = new LoadBalancer(
                    "",
                    "account",
                    instances.count("account", 100, Instant.EPOCH),
                    "name",
                    "",
                    new Place(new Network("vpc-1", "sbn-1"), "", "normal", "", null),
                    List.of(),
                    new Protection(true, true, ""),
                    false,
                    new Billing(Billing.POSTPAID, null, null, null, null, null),
                    new Cluster(null, null, null, null),
                    Instant.EPOCH,
                    Lifecycle.settled(Lifecycle.AVAILABLE));
            return instances.insert(draft, subnet, ids::next, Optional.empty());
        });
    }

    @Test
    void anIdThatIsTakenIsDrawnAgain() {
        Cidr subnet = Cidr.parse("10.0.0.0/24");
        insert(subnet, "lb-00000001");
        assertThat(insert(subnet, "lb-00000001", "lb-00000001", "lb-00000002").blbId())
                .isEqualTo("lb-00000002");
    }

    @Test
    void aPageReadsNoMoreThanItsRows() {
        Cidr subnet = Cidr.parse("10.0.0.0/16");
        for (int i = 0; i < 40; i++) {
            insert(subnet, "lb-" + i);
        }
        Paging paging = Paging.of(new Members(Paging.PARAMETERS.checkQuery(Map.of("maxKeys", "3"))));
        InstanceStore.Filter filter = new InstanceStore.Filter(
                "account", "normal", Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());
        String plan = database.inTransaction(tx -> {
            DSLContext sql = Database.sql(tx);
            sql.execute("SET QUERY_STATISTICS TRUE");
            new InstanceStore(tx).page(filter, paging, Instant.EPOCH);
            String page = sql.fetch("SELECT SQL_STATEMENT FROM INFORMATION_SCHEMA.QUERY_STATISTICS").stream()
                    .map(row -> row.get(0, String.class))
                    .filter(text -> text.contains("from LOAD_BALANCER"))
                    .findFirst()
                    .orElseThrow();
            sql.execute("SET QUERY_STATISTICS FALSE");
            return String.valueOf(sql.fetchValue("EXPLAIN " + page, "1", 1, "normal", 4));
        });
        // Where the order is not the index's, H2 reads all rows that follow, and sorts them.
        assertThat(plan).contains("/* index sorted */");
    }

    @Test
    void aSubnetRunsFullAndTheRefusedInstanceLeavesNothing() {
        Cidr subnet = Cidr.parse("10.0.0.0/29");
        for (int i = 0; i < 3; i++) {
            LoadBalancer stored = insert(subnet, "lb-0000000" + i);
            assertThat(subnet.hasHost(stored.place().address())).isTrue();
        }
        assertThatThrownBy(() -> insert(subnet, "lb-0000000a", "lb-0000000b"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo("InstanceCreationFailed"));
        database.inTransaction(tx -> {
            InstanceStore instances = new InstanceStore(tx);
            instances.delete(instances.lock("account", "lb-00000001"));
            return "";
        });
        LoadBalancer next = insert(subnet, "lb-0000000c");
        assertThat(next.place().address()).isEqualTo("10.0.0.5");
        assertThat(next.ordinal()).as("the refused one was not numbered").isEqualTo(4);
    }

    @Test
    void whatIsStoredComesBackWhole() {
        LoadBalancer stored = insert(Cidr.parse("10.0.0.0/24"), "lb-00000009");
        LoadBalancer read = database.inTransaction(tx -> new InstanceStore(tx).require("account", stored.blbId()));
        assertThat(read).isEqualTo(stored);
    }
}
