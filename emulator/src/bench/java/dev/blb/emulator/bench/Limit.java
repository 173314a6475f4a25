package dev.blb.emulator.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * The limit: what Javalin with Jackson, and with H2 and jOOQ, can do at all. Answers a fixed record of 1 KB, a page of a
 * hundred of them, 8 MB, and the insert of one into a table that numbers them by account, in a transaction. Its arguments are
 * the port on loopback and, for PostgreSQL instead of H2, a URL.
 */
final class Limit {
    private Limit() {}

    /** A record of about 1 KB as JSON. */
    record Answer(String id, String name, String status, List<String> texts, boolean allowed, int count) {
        static Answer of(int number) {
            return new Answer(
                    "lb-0000000" + number % 10,
                    "web",
                    "available",
                    IntStream.range(0, 9).mapToObj(i -> "x".repeat(97)).toList(),
                    true,
                    7);
        }
    }

    private static final List<Field<?>> COLUMNS = List.of(
            DSL.field("id", String.class),
            DSL.field("account", String.class),
            DSL.field("name", String.class),
            DSL.field("status", String.class),
            DSL.field("texts", String.class),
            DSL.field("allowed", Boolean.class),
            DSL.field("number", Long.class));

    /** Serves until the process is ended. */
    public static void main(String[] arguments) {
        JdbcConnectionPool pool = arguments.length == 1
                ? JdbcConnectionPool.create("jdbc:h2:mem:limit;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000", "sa", "")
                : JdbcConnectionPool.create(postgres(arguments[1]));
        pool.setMaxConnections(arguments.length == 1 ? 300 : 50);
        DSLContext sql = DSL.using(pool, arguments.length == 1 ? SQLDialect.H2 : SQLDialect.POSTGRES);
        sql.execute(
                "CREATE TABLE record (id VARCHAR(64) PRIMARY KEY, account VARCHAR(64) NOT NULL, name VARCHAR(65) NOT NULL,"
                        + " status VARCHAR(16) NOT NULL, texts VARCHAR(1000) NOT NULL, allowed BOOLEAN NOT NULL,"
                        + " number BIGINT NOT NULL, UNIQUE (account, number))");
        AtomicLong last = new AtomicLong();
        ObjectMapper json = new ObjectMapper();
        Answer one = Answer.of(0);
        List<Answer> hundred = IntStream.range(0, 100).mapToObj(Answer::of).toList();
        byte[] bulk = new byte[8 << 20];
        Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/_blb/health", context -> context.json(one));
                    config.routes.get("/fixed", context -> context.json(one));
                    config.routes.get("/page", context -> {
                        byte[] page = json.writeValueAsBytes(hundred);
                        context.contentType("application/json");
                        // Larger than a buffer; the generator reads no chunks.
                        context.header("Content-Length", String.valueOf(page.length));
                        context.result(page);
                    });
                    config.routes.get("/bulk", context -> {
                        context.header("Content-Length", String.valueOf(bulk.length));
                        context.result(bulk);
                    });
                    config.routes.post("/insert", context -> {
                        JsonNode body = json.readTree(context.body());
                        String id = UUID.randomUUID().toString();
                        long number = last.incrementAndGet();
                        String texts = json.writeValueAsString(one.texts());
                        sql.transaction(transaction -> transaction
                                .dsl()
                                .insertInto(DSL.table("record"))
                                .columns(COLUMNS)
                                .values(
                                        id,
                                        "limit",
                                        body.path("name").textValue(),
                                        one.status(),
                                        texts,
                                        one.allowed(),
                                        number)
                                .execute());
                        context.json(java.util.Map.of("id", id));
                    });
                })
                .start("127.0.0.1", Integer.parseInt(arguments[0]));
    }

    private static PGConnectionPoolDataSource postgres(String url) {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl(url);
        source.setUser("blb");
        return source;
    }
}
