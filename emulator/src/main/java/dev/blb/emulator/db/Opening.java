package dev.blb.emulator.db;

import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.ApiException;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads jOOQ and opens the database in background threads during the start. */
public final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private Opening() {}

    /** Loads jOOQ when it is initialized, so in one thread: two that initialize its classes in different orders may deadlock. */
    private static final class Jooq {
        static {
            System.setProperty("org.jooq.no-logo", "true");
            System.setProperty("org.jooq.no-tips", "true");
            // Rendering needs most of what a statement of the emulator does.
            LOG.debug(
                    "loaded by {}",
                    DSL.using(SQLDialect.H2)
                            .render(DSL.selectFrom(LOAD_BALANCER).where(LOAD_BALANCER.NAME.eq(""))));
        }

        private Jooq() {}

        static void load() {
            // The first call initializes the class.
        }
    }

    /** Makes sure that jOOQ is loaded. */
    static void loadJooq() {
        Jooq.load();
    }

    /** Begins to load jOOQ, before it is known which database will be used. */
    public static void ofClasses() {
        begin("blb-loading", Opening::loadJooq);
    }

    /** Begins to open a database in memory, and to load jOOQ beside; any other one is opened already. A transaction waits for both. */
    public static void of(Database database) {
        if (!database.isDurable()) {
            ofClasses();
            // No class of jOOQ is initialized, which only one thread may do.
            begin("blb-opening", database::connect);
        }
    }

    private static void begin(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (ApiException refused) {
                        LOG.debug("the emulator stops already", refused);
                    } catch (RuntimeException failure) {
                        LOG.warn("the database cannot be opened", failure);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
