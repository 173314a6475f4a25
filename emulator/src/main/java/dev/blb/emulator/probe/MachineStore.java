package dev.blb.emulator.probe;

import static dev.blb.emulator.db.generated.Tables.MACHINE;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Codec;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.generated.tables.records.MachineRecord;
import dev.blb.emulator.probe.Machine.Address;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** The registry of machines in the database: where real servers really live. */
public final class MachineStore {
    private static final Codec<String, Map<Integer, Integer>> PORTS = Codec.integersByInteger();

    private final DSLContext sql;

    /** The registry as this transaction sees it. */
    public MachineStore(Tx tx) {
        this.sql = Database.sql(tx);
    }

    /** Registers a machine, or moves it. One that lives there already stays as it is. */
    public void put(Machine machine) {
        boolean there = machines(key(machine.instanceId(), machine.account())).stream()
                .anyMatch(known -> known.address().equals(machine.address())
                        && known.ports().equals(machine.ports()));
        if (there) {
            return;
        }
        MachineRecord row = new MachineRecord();
        row.setInstanceId(machine.instanceId());
        row.setAccount(machine.account());
        row.setHost(machine.address().host());
        row.setPort(machine.address().port());
        row.setPorts(PORTS.toColumn(machine.ports()));
        row.setSinceAt(machine.since().toEpochMilli());
        sql.insertInto(MACHINE).set(row).onDuplicateKeyUpdate().set(row).execute();
    }

    /** Takes a machine out of the registry; false if it was not in it. */
    public boolean delete(String instanceId, String account) {
        return sql.deleteFrom(MACHINE).where(key(instanceId, account)).execute() > 0;
    }

    /** The machines that were registered for an account, or all for the empty text, by id and account. */
    public List<Machine> all(String account) {
        return machines(account.isEmpty() ? DSL.noCondition() : MACHINE.ACCOUNT.eq(account));
    }

    /** Where these servers of an account live, as far as they are registered; the account's own word wins. */
    public Map<String, Machine> of(String account, Collection<String> instanceIds) {
        // An account's own row comes after the one for every account.
        return machines(MACHINE.ACCOUNT.in("", account).and(MACHINE.INSTANCE_ID.in(instanceIds))).stream()
                .collect(Collectors.toMap(Machine::instanceId, machine -> machine, (every, own) -> own));
    }

    /** Whether a server of this account, or with the empty text any server, is registered. */
    public boolean any(String account) {
        return sql.fetchExists(MACHINE, account.isEmpty() ? DSL.noCondition() : MACHINE.ACCOUNT.in("", account));
    }

    private List<Machine> machines(Condition condition) {
        return sql.selectFrom(MACHINE)
                .where(condition)
                .orderBy(MACHINE.INSTANCE_ID, MACHINE.ACCOUNT)
                .fetch(MachineStore::entity);
    }

    private static Condition key(String instanceId, String account) {
        return MACHINE.INSTANCE_ID.eq(instanceId).and(MACHINE.ACCOUNT.eq(account));
    }

    private static Machine entity(MachineRecord row) {
        return new Machine(
                row.getInstanceId(),
                row.getAccount(),
                new Address(row.getHost(), row.getPort()),
                PORTS.fromColumn(row.getPorts()),
                Instant.ofEpochMilli(row.getSinceAt()));
    }
}
