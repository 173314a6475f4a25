package dev.blb.emulator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.Json;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Property;
import dev.blb.emulator.db.TestStores;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** A column of an instance is stored, restored, exported and imported by one property, or one of these tests is red. */
class InstanceRowTest {
    /** Holds every member that an instance can have. */
    private static final String FULL = """
            {
              "blbId": "lb-1", "account": "account", "name": "name", "desc": "desc", "vpcId": "vpc-1", "subnetId": "sbn-1",
              "address": "10.0.0.4", "type": "ipv6", "eip": "203.0.113.10", "tags": [{"tagKey": "k", "tagValue": "v"}],
              "allowDelete": false, "allowModify": false, "modificationProtectionReason": "reason", "supportAcl": true,
              "billing": {"paymentTiming": "Prepaid", "billingMethod": "BySpec"}, "performanceLevel": "small1",
              "layer4ClusterId": "c4", "layer7ClusterId": "c7", "layer4ClusterExclusive": true,
              "layer7ClusterExclusive": false, "resourceGroupId": "RESG-1", "status": "paused",
              "state": {
                "ordinal": 7, "ipv6": "2001:db8::1", "createTime": "2026-01-31T10:00:00.123Z",
                "expireTime": "2026-01-31T10:01:00.123Z", "autoRenewMonths": 3,
                "pendingChange": {"billingMethod": "ByCapacityUnit", "performanceLevel": "unlimited"},
                "change": {
                  "kind": "UPDATED",
                  "delay": {"settle": {"at": "2026-01-31T10:00:00.124Z"}, "writable": {"held": true}, "detail": {"reads": 3}}
                }
              }
            }""";

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
    void everyPropertyHasAValueInTheDocumentAbove() {
        LoadBalancer full = Instances.read(FULL);
        assertThat(InstanceRow.TABLE.properties())
                .filteredOn(property -> property.stored(full) == null)
                .extracting(Property::member)
                .as("add these members to FULL: the other tests cover what it holds")
                .isEmpty();
    }

    @Test
    void aDocumentThatIsReadIsShownAsItWas() {
        ObjectNode shown = JsonNodeFactory.instance.objectNode().put("account", "account");
        InstanceRow.TABLE.show(Instances.read(FULL), shown);
        assertThat(Json.of(shown.toString())).isEqualTo(Json.of(FULL));
    }

    @Test
    void anInstanceThatIsStoredIsReadAsItWas() {
        LoadBalancer full = Instances.read(FULL);
        try (Database database = new Database(TestStores.empty(Clock.systemUTC()))) {
            LoadBalancer stored = database.exclusively("account", tx -> {
                new InstanceStore(tx).restore(full);
                return new InstanceStore(tx).require("account", "lb-1");
            });
            assertThat(stored).isEqualTo(full);
        }
    }
}
