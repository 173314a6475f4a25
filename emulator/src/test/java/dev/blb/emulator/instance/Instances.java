package dev.blb.emulator.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.Json;
import dev.blb.emulator.db.Source;

/** Instances for tests that store them without a call. */
public final class Instances {
    private Instances() {}

    /** An instance of the account {@code account} before it is stored, with nothing that may be absent. */
    public static LoadBalancer draft(long ordinal) {
        return read("""
                {
                  "blbId": "", "account": "account", "name": "web", "vpcId": "vpc-1", "subnetId": "sbn-1", "address": "",
                  "type": "normal", "allowDelete": true, "allowModify": true, "modificationProtectionReason": "",
                  "supportAcl": false, "status": "available",
                  "state": {"ordinal": %d, "createTime": "1970-01-01T00:00:00Z", "ipv6": ""}
                }""".formatted(ordinal));
    }

    /** The instance in a document that names its account. */
    static LoadBalancer read(String document) {
        return InstanceRow.read(Source.of((ObjectNode) Json.of(document)));
    }
}
