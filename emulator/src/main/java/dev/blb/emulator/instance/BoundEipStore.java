package dev.blb.emulator.instance;

import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Sql;
import java.util.Set;

/** The EIPs that load balancers have. */
public final class BoundEipStore {
    private final Sql sql;

    /** The EIPs as this transaction sees them. */
    public BoundEipStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /** Those of every account: an address is given out once. */
    public Set<String> ofAllAccounts() {
        return sql.dsl()
                .select(LOAD_BALANCER.EIP)
                .from(LOAD_BALANCER)
                .where(LOAD_BALANCER.EIP.isNotNull())
                .fetchSet(LOAD_BALANCER.EIP);
    }
}
