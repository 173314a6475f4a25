package dev.blb.emulator.control;

import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static dev.blb.emulator.db.generated.Tables.BACKEND_SERVER;
import static dev.blb.emulator.db.generated.Tables.FORCED_HEALTH;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;
import static dev.blb.emulator.db.generated.Tables.MACHINE;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.instance.Lifecycle;
import dev.blb.emulator.instance.PendingChange.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Which accounts and load balancers there are, read in pages by key, so that a page of load balancers costs the same at any number. The
 * numbers of accounts do not: which load balancers were released is looked up in each row, 25 ms for 100,000 in memory.
 */
final class InventoryStore {
    /** A load balancer that was released stays as a row until its account creates or releases another one. */
    private static final Condition RELEASED = LOAD_BALANCER.PENDING_CHANGE.eq(Change.RELEASED.name());

    private static final Condition KEPT = LOAD_BALANCER.PENDING_CHANGE.isNull().or(DSL.not(RELEASED));

    private static final Table<?> SERVED =
            LOAD_BALANCER.join(BACKEND_SERVER).on(BACKEND_SERVER.BLB_ID.eq(LOAD_BALANCER.BLB_ID));

    /** How many an account has now. */
    private static final Field<Integer> NOW = ACCOUNT.LOAD_BALANCERS.minus(DSL.field(DSL.select(
                    // PostgreSQL counts in a wider type, and would give the difference in that.
                    DSL.count().cast(Integer.class))
            .from(LOAD_BALANCER)
            .where(LOAD_BALANCER.ACCOUNT.eq(ACCOUNT.ACCOUNT_))
            .and(RELEASED)));

    private final Sql sql;

    /** The inventory as this transaction sees it. */
    InventoryStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /** An account that has had a load balancer, and how many it has now. */
    record AccountLine(String account, int loadBalancers) {}

    /** Where a load balancer is in the order of all: by account and ordinal. */
    record Place(String account, long ordinal, String blbId) {
        /** It as the marker of a page that begins there. */
        String marker() {
            return ordinal + "." + account;
        }
    }

    /** The accounts from this name on: this one, or all for the empty text. */
    List<AccountLine> accounts(String account, String from, int limit) {
        return sql.all(
                DSL.select(ACCOUNT.ACCOUNT_, NOW)
                        .from(ACCOUNT)
                        .where(ACCOUNT.ACCOUNT_.ge(from))
                        .and(meant(account))
                        .orderBy(ACCOUNT.ACCOUNT_)
                        .limit(limit),
                row -> new AccountLine(row.get(ACCOUNT.ACCOUNT_), row.get(NOW)));
    }

    /** How many accounts there are: of this name, or at all for the empty text. */
    long countAccounts(String account) {
        return sql.dsl().fetchCount(ACCOUNT, meant(account));
    }

    private static Condition meant(String account) {
        return account.isEmpty() ? DSL.noCondition() : ACCOUNT.ACCOUNT_.eq(account);
    }

    /**
     * How many load balancers an account has, or all have for the empty text; with a search, how many of them it finds.
     *
     * @param search a part of the id, name or an address; the empty text counts all
     */
    long countLoadBalancers(String account, String search) {
        if (!search.isEmpty()) {
            Condition theirs = account.isEmpty() ? KEPT : KEPT.and(LOAD_BALANCER.ACCOUNT.eq(account));
            return sql.dsl().fetchCount(LOAD_BALANCER, theirs.and(contains(search)));
        }
        return sql.all(DSL.select(NOW).from(ACCOUNT).where(meant(account)), row -> row.get(NOW)).stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    /**
     * The load balancers from a place on.
     *
     * @param account whose, or the empty text for all
     * @param from the account and ordinal of the first one
     * @param search a part of the id, name or an address; the empty text lets all through
     */
    List<Place> loadBalancers(String account, Place from, String search, int limit) {
        return places(LOAD_BALANCER, KEPT, account, from, search, limit);
    }

    /** Those of the same that may be unhealthy: not available, or with a server that may not be Alive. */
    List<Place> suspects(String account, Place from, String search, int limit) {
        Condition unavailable =
                LOAD_BALANCER.BASE_STATUS.ne(Lifecycle.AVAILABLE).or(LOAD_BALANCER.PENDING_CHANGE.isNotNull());
        Condition notAlive = FORCED_HEALTH.STATUS.isNull().or(FORCED_HEALTH.STATUS.ne("Alive"));
        Table<?> forced = SERVED.join(FORCED_HEALTH).on(FORCED_HEALTH.INSTANCE_ID.eq(BACKEND_SERVER.INSTANCE_ID));
        Table<?> probed = SERVED.join(MACHINE).on(MACHINE.INSTANCE_ID.eq(BACKEND_SERVER.INSTANCE_ID));
        // Joins that are merged here: H2 evaluates a subquery again for each row.
        return Stream.of(
                        places(LOAD_BALANCER, KEPT.and(unavailable), account, from, search, limit),
                        places(forced, KEPT.and(notAlive), account, from, search, limit),
                        places(probed, KEPT, account, from, search, limit))
                .flatMap(List::stream)
                .distinct()
                .sorted(Comparator.comparing(Place::account).thenComparing(Place::ordinal))
                .limit(limit)
                .toList();
    }

    private List<Place> places(Table<?> table, Condition which, String account, Place from, String search, int limit) {
        Condition condition = search.isEmpty() ? which : which.and(contains(search));
        // Two ranges of one index: a condition with OR would read all rows.
        List<Place> found = new ArrayList<>(page(
                table,
                condition
                        .and(LOAD_BALANCER.ACCOUNT.eq(account.isEmpty() ? from.account() : account))
                        .and(LOAD_BALANCER.ORDINAL.ge(from.ordinal())),
                limit));
        if (account.isEmpty() && found.size() < limit) {
            found.addAll(page(table, condition.and(LOAD_BALANCER.ACCOUNT.gt(from.account())), limit - found.size()));
        }
        return found;
    }

    private List<Place> page(Table<?> table, Condition condition, int limit) {
        List<Field<?>> place = List.of(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL, LOAD_BALANCER.BLB_ID);
        // A join has a row for each server. For the table alone DISTINCT would read all rows before it takes some.
        return sql.all(
                (table == LOAD_BALANCER ? DSL.select(place) : DSL.selectDistinct(place))
                        .from(table)
                        .where(condition)
                        .orderBy(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL)
                        .limit(limit),
                row -> new Place(
                        row.get(LOAD_BALANCER.ACCOUNT), row.get(LOAD_BALANCER.ORDINAL), row.get(LOAD_BALANCER.BLB_ID)));
    }

    private static Condition contains(String search) {
        String lower = search.toLowerCase(Locale.ROOT);
        return DSL.position(DSL.lower(LOAD_BALANCER.NAME), lower)
                .gt(0)
                .or(DSL.position(LOAD_BALANCER.BLB_ID, search).gt(0))
                .or(DSL.position(LOAD_BALANCER.ADDRESS, lower).gt(0))
                .or(DSL.position(LOAD_BALANCER.EIP, search).gt(0));
    }
}
