package dev.blb.emulator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.instance.LoadBalancer.Labels;
import dev.blb.emulator.network.Cidr;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is cached of an instance is dropped by whatever changes it: no handler has to say which. */
class DetailsTest {
    private static final Cidr SUBNET = Cidr.parse("10.0.0.0/24");

    private final Database database = new Database(new MemoryStore(Clock.systemUTC()));
    private final Details details = new Details();

    @BeforeEach
    void twoInstances() {
        create("lb-1");
        create("lb-2");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private LoadBalancer create(String blbId) {
        return database.inTransaction(tx -> {
            InstanceStore instances = new InstanceStore(tx);
            LoadBalancer draft = Instances.draft(instances.nextOrdinal("account", 40, Instant.EPOCH));
            return instances.insert(
                    draft,
                    new SubnetAddresses(SUBNET, Set.of(), false, Optional.empty()),
                    () -> blbId,
                    Optional.empty(),
                    40);
        });
    }

    private Details.Read read(String blbId) {
        Call call = new Call(
                Operation.DESCRIBE_BLB,
                "account",
                blbId,
                Members.none(),
                Members.none(),
                Instant.EPOCH,
                Settings.DEFAULTS,
                ConsistencyDelay.NONE);
        return database.inTransaction(tx -> details.of(call, tx));
    }

    private static LoadBalancer renamed(LoadBalancer instance) {
        return instance.with(
                new Labels("after", instance.labels().desc(), instance.labels().tags(), null));
    }

    @Test
    void aTransactionThatChangesTwoInstancesIsSeenInBoth() {
        Details.Read first = read("lb-1");
        Details.Read second = read("lb-2");
        assertThat(read("lb-1")).as("cached").isSameAs(first);
        assertThat(read("lb-2")).as("cached").isSameAs(second);
        database.inTransaction(tx -> {
            InstanceStore instances = new InstanceStore(tx);
            instances.update(renamed(first.instance()));
            instances.update(renamed(second.instance()));
            return "";
        });
        assertThat(read("lb-1").instance().labels().name()).isEqualTo("after");
        assertThat(read("lb-2").instance().labels().name()).isEqualTo("after");
    }

    @Test
    void createsAndWritesToOthersOfTheAccountLeaveItCached() {
        Details.Read first = read("lb-1");
        create("lb-3");
        database.inTransaction(tx -> {
            InstanceStore instances = new InstanceStore(tx);
            instances.update(renamed(instances.require("account", "lb-2")));
            instances.delete(instances.lock("account", "lb-3"));
            return "";
        });
        assertThat(read("lb-1")).isSameAs(first);
    }
}
