package dev.blb.emulator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.ConsistencyDelay.Moment;
import dev.blb.emulator.db.Property;
import dev.blb.emulator.db.Source;
import dev.blb.emulator.instance.LoadBalancer.Cluster;
import dev.blb.emulator.instance.LoadBalancer.Identity;
import dev.blb.emulator.instance.LoadBalancer.Labels;
import dev.blb.emulator.instance.LoadBalancer.Place;
import dev.blb.emulator.instance.LoadBalancer.Protection;
import dev.blb.emulator.instance.LoadBalancer.Tag;
import dev.blb.emulator.instance.PendingChange.Change;
import dev.blb.emulator.network.Network;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A column of an instance is stored, restored, exported and imported by one line, or this test or the class is red. */
class InstanceRowTest {
    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00.123Z");

    private static final LoadBalancer FULL = new LoadBalancer(
            new Identity("lb-1", "account", 7, NOW),
            new Labels("name", "desc", List.of(new Tag("k", "v")), "RESG-1"),
            new Place(new Network("vpc-1", "sbn-1"), "10.0.0.4", "ipv6", "2001:db8::1", "203.0.113.10"),
            new Protection(false, false, "reason"),
            true,
            new Billing(
                    Billing.PREPAID,
                    "BySpec",
                    "small1",
                    NOW.plusSeconds(60),
                    3,
                    new Billing.Pending("ByCapacityUnit", "unlimited")),
            new Cluster("c4", "c7", true, false),
            new Lifecycle(
                    "paused",
                    new PendingChange(
                            Change.UPDATED,
                            new ConsistencyDelay(
                                    new Moment(NOW.toEpochMilli() + 1, 0),
                                    Moment.HELD,
                                    new Moment(0, 3),
                                    Moment.NOW))));

    @Test
    void everyPropertyIsInTheSchemaOfDocuments() {
        ObjectNode schema = InstanceDocument.MORE.and(InstanceRules.CREATE).jsonSchema();
        for (Property<LoadBalancer, ?> property : InstanceRow.TABLE.properties()) {
            if (property.member().equals("account")) {
                continue;
            }
            JsonNode found = schema;
            for (String name : property.member().split("\\.", -1)) {
                found = found.path("properties").path(name);
            }
            assertThat(found.isMissingNode()).as(property.member()).isFalse();
        }
    }

    @Test
    void aDocumentHoldsEveryProperty() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        InstanceRow.TABLE.show(FULL, document);
        assertThat(InstanceRow.read(Source.of(document.put("account", "account"))))
                .isEqualTo(FULL);
    }

    @Test
    void everyColumnOfThisInstanceIsFilled() {
        assertThat(InstanceRow.TABLE.properties())
                .extracting(property -> property.stored(FULL))
                .as("a new column needs a value above, so that the other tests cover it")
                .doesNotContainNull();
    }
}
