package dev.blb.emulator.db;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A statement rendered for one dialect.
 *
 * @param places what stands at each of its question marks, in their order
 * @param names where the value of each given name stands in the array of values
 * @param columns where the columns of its result stand, from 1
 * @param touch what it changes
 */
record PreparedText(
        String sql,
        List<Place> places,
        Map<String, Integer> names,
        IdentityHashMap<Field<?>, Integer> columns,
        Touch touch) {
    /**
     * A question mark.
     *
     * @param given where its value stands in the array of values, or -1 for a constant
     * @param constant its value otherwise
     */
    record Place(int given, @Nullable Object constant) {}

    static PreparedText of(Query query, SQLDialect dialect) {
        IdentityHashMap<Field<?>, Integer> columns = new IdentityHashMap<>();
        if (query instanceof Select<?> select) {
            select.getSelect().forEach(column -> columns.put(column, columns.size() + 1));
        }
        ParamCollector params = new ParamCollector();
        DSLContext dsl = DSL.using(
                new DefaultConfiguration().set(dialect).set(Prepared.SETTINGS).set(params));
        String sql = dsl.render(query);
        Map<String, Integer> names = new HashMap<>();
        List<Place> places = new ArrayList<>();
        for (Param<?> param : params.found) {
            String name = param.getParamName();
            if (name == null) {
                places.add(new Place(-1, param.getValue()));
            } else {
                names.putIfAbsent(name, names.size());
                places.add(new Place(names.get(name), null));
            }
        }
        if (places.size() != sql.chars().filter(each -> each == '?').count()) {
            throw new IllegalStateException("the places of " + sql + " are not known: " + places);
        }
        return new PreparedText(sql, List.copyOf(places), Map.copyOf(names), columns, Touch.of(query));
    }

    /** Collects the parameters in the order in which they are rendered. */
    private static final class ParamCollector implements VisitListener {
        private final List<Param<?>> found = new ArrayList<>();

        @Override
        public void visitStart(VisitContext context) {
            if (context.renderContext() != null && context.queryPart() instanceof Param<?> param && !param.isInline()) {
                found.add(param);
            }
        }
    }

    /**
     * Gives a statement its values.
     *
     * @param position the number of question marks that stand before the text
     */
    void fill(PreparedStatement statement, @Nullable Object[] values, int position) throws SQLException {
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            statement.setObject(position + i + 1, place.given() < 0 ? place.constant() : values[place.given()]);
        }
    }

    /** Notes what one execution with these values changes. */
    void note(Touched.Notes notes, @Nullable Object[] values) {
        Integer instance = touch.instance().isEmpty() ? null : names.get(touch.instance());
        if (touch.everything()) {
            notes.everything();
        } else if (instance == null) {
            notes.table(touch.table());
        } else {
            notes.instance(
                    touch.table(),
                    Objects.requireNonNullElse(values[instance], "").toString());
        }
    }
}
