package dev.blb.emulator.db;

import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the first transaction needs, done on a thread of its own while the emulator is put together. */
public final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private Opening() {}

    /** Its initialization loads jOOQ in one thread: two that begin with different classes of it may wait for each other for ever. */
    private static final class Jooq {
        static final String QUERY =
                DSL.using(SQLDialect.H2).render(DSL.selectFrom(LOAD_BALANCER).where(LOAD_BALANCER.NAME.eq("")));

        private Jooq() {}
    }

    /** Makes sure that jOOQ is loaded. */
    static void loadJooq() {
        LOG.trace("loaded, and renders {}", Jooq.QUERY);
    }

    /** Begins to load the classes that a database needs, before it is known which one. */
    public static void ofClasses() {
        begin(Opening::loadJooq);
    }

    /** Begins to open a database in memory; any other one is opened already. A transaction that comes meanwhile waits. */
    public static void of(Database database) {
        if (!database.isDurable()) {
            begin(() -> database.inTransaction(tx -> Sql.of(tx).connection()));
        }
    }

    private static void begin(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException failure) {
                        LOG.debug("the first transaction will fail in the same way", failure);
                    }
                },
                "opening");
        thread.setDaemon(true);
        thread.start();
    }
}
