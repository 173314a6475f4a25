package dev.blb.emulator.instance;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.BACKEND_SERVER;
import static dev.blb.emulator.db.generated.Tables.LISTENER;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Row;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.instance.InstanceWire.ListenerLine;
import dev.blb.emulator.instance.Lifecycle.View;
import dev.blb.emulator.network.Ipv6;
import dev.blb.emulator.schema.Paging;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** What the list and the detail call read of instances: filtered pages, and the lines of an instance's listeners. */
final class InstanceListStore {
    private static final Param<Integer> LIMIT = given("limit", Integer.class);

    private static final Prepared PAGE = Prepared.query(() -> DSL.selectFrom(LOAD_BALANCER)
            .where(LOAD_BALANCER.ACCOUNT.eq(given(LOAD_BALANCER.ACCOUNT)))
            .and(LOAD_BALANCER.ORDINAL.ge(given(LOAD_BALANCER.ORDINAL)))
            .and(LOAD_BALANCER.IP_TYPE.eq(given(LOAD_BALANCER.IP_TYPE)))
            // Both columns of the index: with one of them H2 would read and sort all rows that follow.
            .orderBy(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL)
            .limit(LIMIT));

    // One statement, since each is a round trip where the database is a server.
    private static final Prepared DETAIL = Prepared.query(() -> DSL.select(LOAD_BALANCER.fields())
            .select(LISTENER.PORT, LISTENER.PROTOCOL, LISTENER.DESCRIPTION)
            .from(LOAD_BALANCER)
            .leftJoin(LISTENER)
            .on(LISTENER.BLB_ID.eq(LOAD_BALANCER.BLB_ID))
            .where(LOAD_BALANCER.ACCOUNT.eq(given(LOAD_BALANCER.ACCOUNT)))
            .and(LOAD_BALANCER.BLB_ID.eq(given(LOAD_BALANCER.BLB_ID)))
            .orderBy(LISTENER.PORT, LISTENER.TRANSPORT));

    private final Tx tx;
    private final Sql sql;

    /** The instances as this transaction sees them. */
    InstanceListStore(Tx tx) {
        this.tx = tx;
        this.sql = Sql.of(tx);
    }

    /**
     * Which instances a list shows; conditions combine with AND, an absent one lets all through [meta].
     *
     * @param exactlyMatch whether {@code address} and {@code name} match the whole text, and not any part of it [n2]
     */
    record Filter(
            String account,
            String ipType,
            Optional<String> address,
            Optional<String> name,
            boolean exactlyMatch,
            Optional<String> blbId,
            Optional<String> bccId) {
        /** Whether all instances of the type are let through. */
        private boolean isWide() {
            return address.isEmpty() && name.isEmpty() && blbId.isEmpty() && bccId.isEmpty();
        }
    }

    /**
     * A page of the instances that the list view shows, in the order of their creation: full as long as there are enough of
     * them, however many are not shown. Reads are counted, see {@link ReadCountStore}.
     */
    List<LoadBalancer> page(Filter filter, Paging paging, Instant now) {
        ReadCountStore reads = new ReadCountStore(tx);
        List<LoadBalancer> page = new ArrayList<>();
        long from = paging.numberAfter("blb");
        List<LoadBalancer> rows;
        do {
            rows = rows(filter, from, paging.limit());
            for (LoadBalancer row : rows) {
                // The last row only tells that there is a next page, which is no read of it.
                boolean last = page.size() == paging.limit() - 1;
                boolean shown =
                        last ? row.lifecycle().status(View.LIST, now).isPresent() : reads.isShown(row, View.LIST, now);
                if (shown) {
                    page.add(row);
                }
                if (page.size() == paging.limit()) {
                    break;
                }
                from = row.ordinal() + 1;
            }
        } while (page.size() < paging.limit() && rows.size() == paging.limit());
        return page;
    }

    private List<LoadBalancer> rows(Filter filter, long fromOrdinal, int limit) {
        if (filter.isWide()) {
            return PAGE.on(sql)
                    .set(LOAD_BALANCER.ACCOUNT, filter.account())
                    .set(LOAD_BALANCER.ORDINAL, fromOrdinal)
                    .set(LOAD_BALANCER.IP_TYPE, filter.ipType())
                    .set(LIMIT, limit)
                    .all(InstanceRow::read);
        }
        Condition condition = LOAD_BALANCER
                .ACCOUNT
                .eq(filter.account())
                .and(LOAD_BALANCER.ORDINAL.ge(fromOrdinal))
                .and(LOAD_BALANCER.IP_TYPE.eq(filter.ipType()));
        if (filter.address().isPresent()) {
            // Addresses are kept in lower case; a part such as .3 also finds .30, as on the real service [n2].
            condition = condition.and(matches(
                    LOAD_BALANCER.ADDRESS,
                    Ipv6.canonical(filter.address().get())
                            .orElseGet(() -> filter.address().get().toLowerCase(Locale.ROOT)),
                    filter.exactlyMatch()));
        }
        if (filter.name().isPresent()) {
            condition = condition.and(matches(LOAD_BALANCER.NAME, filter.name().get(), filter.exactlyMatch()));
        }
        if (filter.blbId().isPresent()) {
            condition = condition.and(LOAD_BALANCER.BLB_ID.eq(filter.blbId().get()));
        }
        Table<?> found = LOAD_BALANCER;
        if (filter.bccId().isPresent()) {
            // An outer join, whose order H2 keeps: with an inner join or a subquery it looks the machine up
            // for each of the account's instances.
            found = BACKEND_SERVER.leftJoin(LOAD_BALANCER).on(LOAD_BALANCER.BLB_ID.eq(BACKEND_SERVER.BLB_ID));
            condition =
                    condition.and(BACKEND_SERVER.INSTANCE_ID.eq(filter.bccId().get()));
        }
        var matching = DSL.select(LOAD_BALANCER.fields()).from(found).where(condition);
        // An order would make H2 scan all instances of the account for the only one.
        return sql.all(
                filter.blbId().isPresent()
                        ? matching
                        : matching.orderBy(LOAD_BALANCER.ACCOUNT, LOAD_BALANCER.ORDINAL)
                                .limit(limit),
                InstanceRow::read);
    }

    private static Condition matches(Field<String> column, String wanted, boolean exactly) {
        return exactly ? column.eq(wanted) : DSL.position(column, wanted).gt(0);
    }

    /** An instance of the account, with what the detail call shows of its listeners, by port. */
    Optional<Details.Read> detail(String account, String blbId) {
        List<LoadBalancer> instance = new ArrayList<>(1);
        List<ListenerLine> listeners = new ArrayList<>();
        DETAIL.on(sql)
                .set(LOAD_BALANCER.ACCOUNT, account)
                .set(LOAD_BALANCER.BLB_ID, blbId)
                .all(row -> {
                    if (instance.isEmpty()) {
                        instance.add(InstanceRow.read(row));
                    }
                    return row.find(LISTENER.PORT) == null || listeners.add(listener(row));
                });
        return instance.stream().findFirst().map(found -> new Details.Read(found, List.copyOf(listeners)));
    }

    private static ListenerLine listener(Row row) {
        return new ListenerLine(
                String.valueOf(row.get(LISTENER.PORT)), row.get(LISTENER.PROTOCOL), row.get(LISTENER.DESCRIPTION));
    }
}
