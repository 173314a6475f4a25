package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.INSTANCE_CREATION_FAILED;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.db.Sql;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Network;
import java.util.BitSet;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Private IPv4 addresses that each account has for itself: those outside of 127.0.0.0/8. */
final class PrivateAddressStore {
    private final Sql sql;

    PrivateAddressStore(Sql sql) {
        this.sql = sql;
    }

    /**
     * The address that a new load balancer gets, unless others are stored meanwhile: that of its number, or the first one that is free.
     *
     * @throws dev.blb.emulator.api.ApiException InstanceCreationFailed if none is
     */
    String likelyFree(LoadBalancer draft, SubnetAddresses subnet) {
        Cidr block = subnet.block();
        String first = block.address(Cidr.FIRST_GIVEN + (draft.ordinal() - 1) % Math.max(1, block.given()));
        boolean isTaken = subnet.ofMachines().contains(first) || (subnet.overlaps() && isTakenBeside(draft, first));
        return isTaken ? firstFree(draft, subnet) : first;
    }

    /** In the subnet itself an address may be that of a load balancer that is removed before the new one is stored. */
    private boolean isTakenBeside(LoadBalancer draft, String address) {
        Network network = draft.place().network();
        return sql.dsl()
                .fetchExists(DSL.selectOne()
                        .from(LOAD_BALANCER)
                        .where(ofAccount(draft))
                        .and(LOAD_BALANCER.ADDRESS.eq(address))
                        .and(LOAD_BALANCER.VPC_ID.eq(network.vpcId()))
                        .and(LOAD_BALANCER.SUBNET_ID.ne(network.subnetId())));
    }

    /**
     * The first address of the subnet that neither a machine has nor a load balancer of the VPC; if there is none, the first one that no
     * load balancer of the subnet has.
     *
     * @throws dev.blb.emulator.api.ApiException InstanceCreationFailed if there is none either
     */
    String firstFree(LoadBalancer draft, SubnetAddresses subnet) {
        Cidr block = subnet.block();
        Network network = draft.place().network();
        BitSet taken = new BitSet();
        subnet.ofMachines().forEach(address -> mark(taken, address, block));
        BitSet elsewhere = new BitSet();
        Condition there = LOAD_BALANCER.SUBNET_ID.eq(network.subnetId());
        sql.dsl()
                .select(LOAD_BALANCER.ADDRESS, LOAD_BALANCER.SUBNET_ID)
                .from(LOAD_BALANCER)
                .where(ofAccount(draft))
                .and(subnet.overlaps() ? there.or(LOAD_BALANCER.VPC_ID.eq(network.vpcId())) : there)
                .forEach(row -> mark(row.value2().equals(network.subnetId()) ? taken : elsewhere, row.value1(), block));
        elsewhere.or(taken);
        int free = elsewhere.nextClearBit(Cidr.FIRST_GIVEN);
        if (free >= block.size() - 1) {
            free = taken.nextClearBit(Cidr.FIRST_GIVEN);
        }
        if (free >= block.size() - 1) {
            throw INSTANCE_CREATION_FAILED.with(
                    "Subnet %s (%s) has no free address; release a load balancer or use another subnet.",
                    network.subnetId(), block);
        }
        return block.address(free);
    }

    private static Condition ofAccount(LoadBalancer draft) {
        return LOAD_BALANCER.ACCOUNT.eq(draft.account());
    }

    private static void mark(BitSet taken, String address, Cidr block) {
        Cidr.number(address)
                .filter(number -> number >= block.base() && number < block.base() + block.size())
                .ifPresent(number -> taken.set((int) (number - block.base())));
    }
}
