package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.INSTANCE_CREATION_FAILED;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.db.Sql;
import dev.blb.emulator.network.Cidr;
import org.jooq.impl.DSL;

/**
 * Addresses of load balancers in 127.0.0.0/8. Other addresses may be given to a load balancer of each account; of these there
 * is one of each on this machine, so that all accounts share them.
 */
final class LoopbackAddressStore {
    /** The first address is the first host of one of these. */
    private static final long BLOCK = 256;

    private static final long MIX = 0x9E3779B97F4A7C15L >>> 1;

    private final Sql sql;

    LoopbackAddressStore(Sql sql) {
        this.sql = sql;
    }

    /** Whether a load balancer of any account has an address. */
    boolean isTaken(String address) {
        return sql.dsl().fetchExists(DSL.selectOne().from(LOAD_BALANCER).where(LOAD_BALANCER.ADDRESS.eq(address)));
    }

    /**
     * The next address of a subnet that no load balancer has. The first one follows from the id, which is random unless ids
     * are seeded: so several emulators on one machine rarely choose the same address. An address is assigned again only after
     * a restart or an exclusive transaction, so that concurrent creates of several accounts never get the same one.
     *
     * @throws dev.blb.emulator.api.ApiException InstanceCreationFailed if there is none
     */
    String next(Cidr subnet, String blbId) {
        long hosts = subnet.given();
        for (long attempt = 0; attempt < hosts; attempt++) {
            long number = sql.next("addresses of " + subnet, () -> last(subnet, blbId));
            String address = subnet.address(Cidr.FIRST_GIVEN + Math.floorMod(number - 1, hosts));
            if (!isTaken(address)) {
                return address;
            }
        }
        throw INSTANCE_CREATION_FAILED.with("The subnet's block %s has no free address.", subnet);
    }

    /** The number of the highest address that is taken; if none is, that before the first one. */
    private long last(Cidr subnet, String blbId) {
        long blocks = Math.max(1, subnet.size() / BLOCK - 1);
        return sql.dsl().select(LOAD_BALANCER.ADDRESS).from(LOAD_BALANCER).fetch(LOAD_BALANCER.ADDRESS).stream()
                .mapToLong(address -> Cidr.number(address).orElse(0L) - subnet.base() - Cidr.FIRST_GIVEN + 1)
                .filter(number -> number > 0 && number <= subnet.given())
                .max()
                .orElse(Math.floorMod(blbId.hashCode() * MIX, blocks) * BLOCK);
    }
}
