package dev.blb.emulator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.instance.LoadBalancer.Cluster;
import dev.blb.emulator.instance.LoadBalancer.Place;
import dev.blb.emulator.instance.LoadBalancer.Protection;
import dev.blb.emulator.state.Database;
import dev.blb.emulator.world.Cidr;
import dev.blb.emulator.world.World.Network;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
        assertThat(insert(subnet, "lb-0000000c").place().address()).isEqualTo("10.0.0.5");
    }

    @Test
    void whatIsStoredComesBackWhole() {
        LoadBalancer stored = insert(Cidr.parse("10.0.0.0/24"), "lb-00000009");
        LoadBalancer read = database.inTransaction(tx -> new InstanceStore(tx).require("account", stored.blbId()));
        assertThat(read).isEqualTo(stored);
    }
}
