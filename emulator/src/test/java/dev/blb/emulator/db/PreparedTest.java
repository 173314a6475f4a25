package dev.blb.emulator.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.blb.emulator.db.generated.DefaultSchema;
import dev.blb.emulator.db.generated.Tables;
import dev.blb.emulator.db.h2.MemoryStore;
import java.lang.reflect.Field;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every prepared statement of the emulator: what it says that it changes is what it changes, and no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreparedTest {
    private static final Pattern CHANGED = Pattern.compile("(?:insert into|update|delete from|merge into) (\\w+)\\b.*");
    private static final String INSTANCE = "BLB_ID";

    /** Those that count as a change of everything. Another one here makes each use empty the detail cache: is it so rare? */
    private static final String EVERYTHING =
            "HealthStore.CLEAR, SnapshotStore.DELETE, StateStore.CLEAR, StateStore.CLEAR_ALL";

    /** All static statements by class and field, several in a field numbered. */
    private static final Map<String, Prepared> ALL = all();

    private static Map<String, Prepared> all() {
        Map<String, Prepared> found = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.blb.emulator")) {
            type.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                    .filter(field -> field.getAllInvolvedRawTypes().stream()
                            .anyMatch(involved -> involved.isEquivalentTo(Prepared.class)))
                    .forEach(field -> add(found, type.getSimpleName() + "." + field.getName(), value(field.reflect())));
        }
        return found;
    }

    private static Object value(Field field) {
        try {
            field.setAccessible(true);
            return Objects.requireNonNull(field.get(null));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static void add(Map<String, Prepared> found, String name, Object value) {
        if (value instanceof Prepared statement) {
            found.put(name, statement);
            return;
        }
        Collection<?> several = value instanceof Map<?, ?> map ? map.values() : (Collection<?>) value;
        for (Object each : several) {
            found.put(name + "[" + ((Prepared) each).text(SQLDialect.H2).sql() + "]", (Prepared) each);
        }
    }

    static Stream<String> changes() {
        return ALL.keySet().stream().filter(name -> CHANGED.matcher(sql(name)).matches());
    }

    private static PreparedText text(String name) {
        return Objects.requireNonNull(ALL.get(name)).text(SQLDialect.H2);
    }

    private static String sql(String name) {
        return text(name).sql();
    }

    @Test
    void theStatementsAreFound() {
        assertThat(ALL).hasSizeGreaterThan(50).containsKeys("InstanceStore.INSERT", "ListenerStore.DELETE");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void itNotesItsTable(String name) {
        Touch touch = text(name).touch();
        if (!touch.everything()) {
            Matcher changed = CHANGED.matcher(sql(name));
            assertThat(changed.matches()).isTrue();
            assertThat(touch.table()).isEqualTo(changed.group(1).toLowerCase(Locale.ROOT));
            Table<?> table = DefaultSchema.DEFAULT_SCHEMA.getTable(changed.group(1));
            assertThat(touch.instance().isEmpty())
                    .as("an instance is named where a row belongs to one")
                    .isEqualTo(Objects.requireNonNull(table).field(INSTANCE) == null);
        }
    }

    @Test
    void queriesNoteNothing() {
        assertThat(ALL.entrySet().stream()
                        .filter(each ->
                                each.getValue().text(SQLDialect.H2).sql().startsWith("select "))
                        .map(each -> each.getValue().text(SQLDialect.H2).touch()))
                .isNotEmpty()
                .allMatch(touch -> !touch.everything() && touch.table().isEmpty());
    }

    @Test
    void fewCountAsAChangeOfEverything() {
        assertThat(changes()
                        .filter(name -> text(name).touch().everything())
                        .map(name -> name.replaceFirst("\\[.*", ""))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")))
                .isEqualTo(EVERYTHING);
    }

    private static List<Table<?>> ofInstances() {
        return DefaultSchema.DEFAULT_SCHEMA
                .tableStream()
                .filter(table -> table.field(INSTANCE) != null)
                .collect(Collectors.toList());
    }

    /** Rows of two instances that differ in nothing but what must differ. */
    private static void fill(DSLContext sql) {
        sql.execute("INSERT INTO account VALUES ('a', 2, 2)");
        sql.execute("INSERT INTO snapshot VALUES ('a', 's', 0, 1)");
        sql.execute("INSERT INTO snapshot_rows VALUES ('a', 's', 'ACCOUNT', '')");
        for (int i = 1; i <= 2; i++) {
            sql.execute(
                    "INSERT INTO load_balancer (blb_id, account, ordinal, name, description, vpc_id, subnet_id, address,"
                            + " ip_type, ipv6, tags, allow_delete, allow_modify, modification_protection_reason, support_acl,"
                            + " payment_timing, created_at, base_status) VALUES ('lb-" + i + "', 'a', " + i
                            + ", '', '', '', '', '" + i
                            + "', 'normal', '', '[]', TRUE, TRUE, '', FALSE, 'Postpaid', 0, 'available')");
            sql.execute("INSERT INTO listener VALUES ('lb-" + i + "', 80, 'TCP', 'TCP', '', '{}', '')");
            sql.execute("INSERT INTO backend_server VALUES ('lb-" + i + "', 'i-1', 1, 100, '', 0)");
            sql.execute("INSERT INTO security_group_binding VALUES ('lb-" + i + "', 'ordinary', 'g-1', 1)");
            sql.execute("INSERT INTO forced_health VALUES ('i-1', 'a', 'lb-" + i + "', 80, 'Dead', NULL, 0)");
        }
    }

    private static String others(DSLContext sql) {
        return ofInstances().stream()
                .map(table -> sql.selectFrom(table)
                        .where(DSL.field(DSL.name(INSTANCE), String.class).ne("lb-1"))
                        .fetch()
                        .formatJSON())
                .collect(Collectors.joining("\n"));
    }

    private static Prepared.Call filled(Prepared statement, Sql sql, PreparedText text) {
        Prepared.Call call = statement.on(sql);
        Record row = text.touch().table().isEmpty()
                ? sql.dsl().newRecord()
                : sql.dsl()
                        .selectFrom(DSL.table(text.touch().table()))
                        .limit(1)
                        .fetchOptional()
                        .orElseGet(() -> sql.dsl().newRecord(DSL.field("none")));
        for (String name : text.names().keySet()) {
            org.jooq.Field<?> column = row.field(name);
            call.set(name, name.equals(INSTANCE) ? "lb-1" : column == null ? 1 : row.get(column));
        }
        return call;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void itChangesNoOtherInstance(String name) {
        Prepared statement = Objects.requireNonNull(ALL.get(name));
        PreparedText text = statement.text(SQLDialect.H2);
        if (text.touch().everything()) {
            return;
        }
        try (Database database = new Database(new MemoryStore(Clock.systemUTC()))) {
            database.inTransaction(tx -> {
                Sql sql = Sql.of(tx);
                fill(sql.dsl());
                String before = others(sql.dsl());
                Prepared.Call call = filled(statement, sql, text);
                Object outcome = sql(name).startsWith("insert") ? call.addUnlessTaken() : call.run();
                assertThat(outcome).isNotNull();
                assertThat(others(sql.dsl())).as(text.sql()).isEqualTo(before);
                return outcome;
            });
        }
    }

    @Test
    void whatItsTextDoesNotSayCountsAsEverything() {
        org.jooq.Field<String> blbId = Tables.LISTENER.BLB_ID;
        assertThat(List.of(
                        DSL.deleteFrom(Tables.LISTENER),
                        DSL.deleteFrom(Tables.LISTENER).where(blbId.in("a", "b")),
                        DSL.deleteFrom(Tables.LISTENER).where(blbId.eq("a")),
                        DSL.deleteFrom(Tables.LISTENER)
                                .where(blbId.eq(Prepared.given(blbId)).or(Tables.LISTENER.PORT.eq(80))),
                        DSL.update(Tables.LISTENER)
                                .set(blbId, Prepared.given("other", String.class))
                                .where(blbId.eq(Prepared.given(blbId))),
                        DSL.deleteFrom(Tables.ACCOUNT),
                        DSL.mergeInto(Tables.LISTENER)
                                .using(Tables.LOAD_BALANCER)
                                .on(blbId.eq(Tables.LOAD_BALANCER.BLB_ID))
                                .whenMatchedThenDelete()))
                .allMatch(query -> Touch.of(query).everything());
        assertThat(Touch.of(DSL.deleteFrom(Tables.LISTENER).where(blbId.eq(Prepared.given(blbId)))))
                .isEqualTo(new Touch(false, "listener", INSTANCE));
        assertThat(Touch.of(DSL.deleteFrom(Tables.CLIENT_TOKEN))).isEqualTo(new Touch(false, "client_token", ""));
    }

    @Test
    void aValueThatIsMissingOrUnknownIsAMistake() {
        Prepared one = Prepared.query(() -> DSL.selectFrom(Tables.ACCOUNT)
                .where(Tables.ACCOUNT.ACCOUNT_.eq(Prepared.given(Tables.ACCOUNT.ACCOUNT_))));
        try (Database database = new Database(new MemoryStore(Clock.systemUTC()))) {
            assertThatThrownBy(() ->
                            database.inTransaction(tx -> one.on(Sql.of(tx)).exists()))
                    .hasMessageContaining("a value is missing")
                    .hasMessageContaining("ACCOUNT");
            assertThatThrownBy(() -> database.inTransaction(tx ->
                            one.on(Sql.of(tx)).set(Tables.LISTENER.PORT, 80).exists()))
                    .hasMessageContaining("PORT has no place");
            assertThatThrownBy(() ->
                            database.inTransaction(tx -> one.on(Sql.of(tx)).run()))
                    .hasMessageContaining("is no CHANGE");
        }
    }
}
