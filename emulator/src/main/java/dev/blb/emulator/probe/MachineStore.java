package dev.blb.emulator.probe;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.MACHINE;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Codec;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Row;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.probe.Machine.Address;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** The registry of machines in the database: where real servers really live. */
public final class MachineStore {
    private static final Codec<String, Map<Integer, Integer>> PORTS = Codec.integersByInteger();

    /** The name of its table, as in {@link dev.blb.emulator.db.Touched}. */
    public static final String TABLE = "machine";

    private static final Condition THIS =
            MACHINE.INSTANCE_ID.eq(given(MACHINE.INSTANCE_ID)).and(MACHINE.ACCOUNT.eq(given(MACHINE.ACCOUNT)));

    private static final Prepared ONE =
            Prepared.query(() -> DSL.selectFrom(MACHINE).where(THIS));
    private static final Prepared INSERT = Prepared.insert(MACHINE);
    private static final Prepared DELETE =
            Prepared.change(() -> DSL.deleteFrom(MACHINE).where(THIS));

    private final Sql sql;

    /** The registry as this transaction sees it. */
    public MachineStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /** Registers a machine, or moves it. One that lives there already stays as it is. */
    public void put(Machine machine) {
        Optional<Machine> known =
                on(machine.instanceId(), machine.account(), ONE).first(MachineStore::entity);
        if (known.isPresent()
                && known.get().address().equals(machine.address())
                && known.get().ports().equals(machine.ports())) {
            return;
        }
        boolean added;
        do {
            delete(machine.instanceId(), machine.account());
            added = on(machine.instanceId(), machine.account(), INSERT)
                    .set(MACHINE.HOST, machine.address().host())
                    .set(MACHINE.PORT, machine.address().port())
                    .set(MACHINE.PORTS, PORTS.toColumn(machine.ports()))
                    .set(MACHINE.SINCE_AT, machine.since().toEpochMilli())
                    .addUnlessTaken();
            // Taken: another transaction has registered the machine since, and this one is later.
        } while (!added);
    }

    /** Takes a machine out of the registry; false if it was not in it. */
    public boolean delete(String instanceId, String account) {
        return on(instanceId, account, DELETE).run() > 0;
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
        return sql.dsl().fetchExists(MACHINE, account.isEmpty() ? DSL.noCondition() : MACHINE.ACCOUNT.in("", account));
    }

    private List<Machine> machines(Condition condition) {
        return sql.all(
                DSL.selectFrom(MACHINE).where(condition).orderBy(MACHINE.INSTANCE_ID, MACHINE.ACCOUNT),
                MachineStore::entity);
    }

    private Prepared.Call on(String instanceId, String account, Prepared statement) {
        return statement.on(sql).set(MACHINE.INSTANCE_ID, instanceId).set(MACHINE.ACCOUNT, account);
    }

    private static Machine entity(Row row) {
        return new Machine(
                row.get(MACHINE.INSTANCE_ID),
                row.get(MACHINE.ACCOUNT),
                new Address(row.get(MACHINE.HOST), row.get(MACHINE.PORT)),
                PORTS.fromColumn(row.get(MACHINE.PORTS)),
                Instant.ofEpochMilli(row.get(MACHINE.SINCE_AT)));
    }
}
