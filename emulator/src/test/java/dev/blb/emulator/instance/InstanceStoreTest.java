package dev.blb.emulator.instance;

import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.ConsistencyDelay.Moment;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.TestStores;
import dev.blb.emulator.instance.PendingChange.Change;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.schema.Paging;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

class InstanceStoreTest {
    private static final int QUOTA = 40;

    /** The pool that all share has one thread where there are two processors. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private final Database database = new Database(TestStores.empty(Clock.systemUTC()));

    @AfterEach
    void close() {
        database.close();
    }

    private LoadBalancer insert(Cidr subnet, String... drawn) {
        return database.inTransaction(tx -> inserted(tx, () -> {}, subnet, drawn));
    }

    /** One more instance; what happens once it is numbered, before it is stored. */
    private static LoadBalancer inserted(Tx tx, Runnable meanwhile, Cidr subnet, String... drawn) {
        Iterator<String> ids = List.of(drawn).iterator();
        InstanceStore instances = new InstanceStore(tx);
        long ordinal = instances.nextOrdinal("account", QUOTA, Instant.EPOCH);
        meanwhile.run();
        return instances.insert(
                Instances.draft(ordinal),
                new SubnetAddresses(subnet, Set.of(), false, Optional.empty()),
                ids::next,
                Optional.empty(),
                QUOTA);
    }

    private int counted() {
        return database.inTransaction(tx -> requireNonNull(
                Sql.of(tx).dsl().selectFrom(ACCOUNT).fetchSingle().getLoadBalancers()));
    }

    @Test
    void anIdThatIsTakenIsDrawnAgain() {
        Cidr subnet = Cidr.parse("10.0.0.0/24");
        insert(subnet, "lb-00000001");
        assertThat(insert(subnet, "lb-00000001", "lb-00000001", "lb-00000002").blbId())
                .isEqualTo("lb-00000002");
    }

    @Test
    @DisabledIfSystemProperty(
            named = "blb.test.database",
            matches = "postgres",
            disabledReason = "asks H2 for its statistics")
    void aPageReadsNoMoreThanItsRows() {
        Cidr subnet = Cidr.parse("10.0.0.0/16");
        for (int i = 0; i < 40; i++) {
            insert(subnet, "lb-" + i);
        }
        Paging paging = Paging.of(new Members(Paging.PARAMETERS.checkQuery(Map.of("maxKeys", "3"))));
        InstanceListStore.Filter filter = new InstanceListStore.Filter(
                "account", "normal", Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());
        String plan = database.inTransaction(tx -> {
            DSLContext sql = Sql.of(tx).dsl();
            sql.execute("SET QUERY_STATISTICS TRUE");
            new InstanceListStore(tx).page(filter, paging, Instant.EPOCH);
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
    void whoeverCreatesDoesNotWaitForOthersOfTheAccount() {
        Cidr subnet = Cidr.parse("10.0.0.0/24");
        insert(subnet, "lb-00000001");
        LoadBalancer slow = database.inTransaction(tx -> inserted(
                tx,
                () -> assertThat(CompletableFuture.supplyAsync(() -> insert(subnet, "lb-00000003"), THREADS)
                                .orTimeout(60, TimeUnit.SECONDS)
                                .join()
                                .ordinal())
                        .isEqualTo(3),
                subnet,
                "lb-00000002"));
        assertThat(slow.ordinal()).isEqualTo(2);
        assertThat(counted()).isEqualTo(3);
        database.exclusively("account", tx -> "numbers go on with what is stored");
        assertThat(insert(subnet, "lb-00000004").ordinal()).isEqualTo(4);
    }

    @Test
    void theLastPlaceInTheQuotaIsForWhoeverStoresFirst() {
        Cidr subnet = Cidr.parse("10.0.0.0/24");
        for (int i = 1; i < QUOTA; i++) {
            insert(subnet, "lb-" + i);
        }
        assertThatThrownBy(() -> database.inTransaction(tx -> inserted(
                        tx,
                        () -> CompletableFuture.supplyAsync(() -> insert(subnet, "lb-first"), THREADS)
                                .orTimeout(60, TimeUnit.SECONDS)
                                .join(),
                        subnet,
                        "lb-second")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo("QuotaExceeded"));
        assertThat(counted()).isEqualTo(QUOTA);
    }

    @Test
    void whoFindsTheQuotaFullWhenStoringBeginsAnewSoThatNobodyWaitsForBothOfItsLocks() {
        Cidr subnet = Cidr.parse("10.0.0.0/24");
        for (int i = 1; i < QUOTA; i++) {
            insert(subnet, "lb-" + i);
        }
        database.inTransaction(tx -> release(tx, "lb-1", -2));
        AtomicInteger attempts = new AtomicInteger();
        database.inTransaction(tx -> inserted(
                tx,
                () -> {
                    if (attempts.incrementAndGet() == 1) {
                        CompletableFuture.supplyAsync(() -> insert(subnet, "lb-first"), THREADS)
                                .orTimeout(60, TimeUnit.SECONDS)
                                .join();
                    }
                },
                subnet,
                "lb-second"));
        assertThat(attempts).hasValue(2);
        assertThat(counted()).isEqualTo(QUOTA);
    }

    @Test
    void whatIsRolledBackLeavesNothingNotEvenItsNumber() {
        Cidr subnet = Cidr.parse("10.0.0.0/24");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> database.inTransaction(tx -> {
                        inserted(tx, () -> {}, subnet, "lb-00000001");
                        throw new IllegalArgumentException("after the account's first instance");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        LoadBalancer stored = insert(subnet, "lb-00000001");
        assertThat(stored.ordinal()).isEqualTo(1);
        assertThat(stored.place().address()).isEqualTo("10.0.0.4");
        assertThat(counted()).isEqualTo(1);
    }

    @Test
    void exclusiveWorkMaySetTheNumbers() {
        Cidr subnet = Cidr.parse("10.0.0.0/24");
        insert(subnet, "lb-00000001");
        LoadBalancer behind = database.exclusively("account", tx -> {
            new InstanceCountStore(tx).number("account", 7, 0);
            return inserted(tx, () -> {}, subnet, "lb-00000002");
        });
        assertThat(behind.ordinal()).isEqualTo(8);
        assertThatThrownBy(() -> database.exclusively("account", tx -> {
                    new InstanceCountStore(tx).number("account", 20, 0);
                    inserted(tx, () -> {}, subnet, "lb-00000003");
                    throw new IllegalArgumentException("rolled back");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(insert(subnet, "lb-00000003").ordinal()).isEqualTo(9);
    }

    @Test
    void whatIsStoredComesBackWhole() {
        LoadBalancer stored = insert(Cidr.parse("10.0.0.0/24"), "lb-00000009");
        LoadBalancer read = database.inTransaction(tx -> new InstanceStore(tx).require("account", stored.blbId()));
        assertThat(read).isEqualTo(stored);
    }

    /** Releases an instance at a second; from the next one on no view shows it any more. */
    private static LoadBalancer release(Tx tx, String blbId, int second) {
        InstanceStore instances = new InstanceStore(tx);
        LoadBalancer instance = instances.lock("account", blbId);
        Moment next = new Moment((second + 1) * 1000L, 0);
        Lifecycle released = instance.lifecycle().after(Change.RELEASED, new ConsistencyDelay(next, next, next, next));
        instances.release(instance.with(released), Instant.EPOCH.plusSeconds(second));
        return instance.with(released);
    }

    @Test
    void aReleaseLeavesWhatIsLockedToTheNextOne() {
        Cidr subnet = Cidr.parse("10.0.0.0/24");
        for (int i = 1; i <= 3; i++) {
            insert(subnet, "lb-" + i);
        }
        LoadBalancer gone = database.inTransaction(tx -> release(tx, "lb-1", 1));
        database.inTransaction(tx -> {
            new InstanceStore(tx).update(gone);
            return CompletableFuture.supplyAsync(
                            () -> database.<LoadBalancer>inTransaction(other -> release(other, "lb-2", 3)), THREADS)
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        });
        assertThat(counted()).as("nobody waited for the lock").isEqualTo(3);
        database.<LoadBalancer>inTransaction(tx -> release(tx, "lb-3", 5));
        assertThat(counted()).as("both are gone").isEqualTo(1);
    }
}
