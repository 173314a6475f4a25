package dev.blb.emulator.db.h2;

import dev.blb.emulator.db.ConnectionPool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.h2.api.ErrorCode;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** A database of H2 in this process: how connections to it are opened, and how it ends. It opens when it is first needed. */
final class H2Database {
    // H2 overlooks some deadlocks: who waits for the lock timeout is carried out again (Attempts), ten seconds in all.
    // Who stops the emulator closes the database, after the last request: H2's own shutdown hook would come too early.
    // A result that H2 keeps with a compiled statement could outlive the rollback of what it has seen.
    static final String SETTINGS =
            ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;DEFAULT_LOCK_TIMEOUT=1000;OPTIMIZE_REUSE_RESULTS=0";

    /** More than the web server has threads at work, so that nobody waits for one for long. */
    private static final int MAX_CONNECTIONS = 300;

    /** More than are mostly busy at a time: each holds some hundred kilobytes of compiled statements. */
    private static final int MAX_IDLE = 64;

    private final String url;
    private final String settings;
    private final List<String> scripts;
    private final ConnectionPool connections = new ConnectionPool(this::pooled, MAX_CONNECTIONS, MAX_IDLE);
    private @Nullable Connection first;
    private volatile @Nullable Database instance;

    /**
     * The database of this name, such as {@code mem:state}.
     *
     * @param settings of the database, such as {@code ;DEFAULT_LOCK_TIMEOUT=1000}. Only the first connection names them: whenever
     *     one does, H2 compiles all statements of all others anew.
     * @param scripts make its tables before the first transaction
     */
    H2Database(String name, String settings, List<String> scripts) {
        this.url = "jdbc:h2:" + name;
        this.settings = settings;
        this.scripts = scripts;
    }

    /** Connections to it. */
    ConnectionPool connections() {
        return connections;
    }

    /** Opens a connection that the caller closes. */
    Connection open() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(instance == null ? url + settings : url);
        source.setUser("sa");
        source.setPassword("");
        Connection connection = source.getConnection();
        if (instance == null) {
            instance = ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase();
        }
        return connection;
    }

    private Connection pooled() throws SQLException {
        begin();
        return open();
    }

    /**
     * Makes the tables if they are missing. The connection that does stays open as long as the database: H2 2.4.240 asks it
     * whenever any other one compares a value with the list that a constraint allows.
     */
    private synchronized void begin() throws SQLException {
        if (first == null) {
            Connection opened = open();
            for (String script : scripts) {
                run(opened, script);
            }
            first = opened;
        }
    }

    /** Carries out scripts outside of any transaction, on one connection for the reason that {@link #begin} gives. */
    void run(List<String> scripts) throws SQLException {
        try (Connection connection = open()) {
            for (String script : scripts) {
                run(connection, script);
            }
        }
    }

    private static void run(Connection connection, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    /** Whether it has any table. */
    boolean hasTables() throws SQLException {
        try (Connection connection = open();
                ResultSet tables = connection.getMetaData().getTables(null, "PUBLIC", null, null)) {
            return tables.next();
        }
    }

    /** The storage engine below it, which this opens. */
    MVStore engine() throws SQLException {
        open().close();
        return Objects.requireNonNull(instance).getStore().getMvStore();
    }

    /** Ends the database, if it was opened, and all connections with it. */
    synchronized void shutDown() throws SQLException {
        // H2 would wait for each that was never used, for twice the lock timeout.
        connections.close();
        if (first != null) {
            first.close();
        }
        if (instance != null) {
            run(List.of("SHUTDOWN"));
        }
    }

    /** Ends the database without writing anything, also if it has failed. */
    void abandon() {
        connections.close();
        if (instance != null) {
            // A connection that would say so by SQL is refused once the database has failed.
            instance.shutdownImmediately();
        }
    }

    /** Whether an INSERT failed because a key is taken. */
    static boolean isTaken(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.DUPLICATE_KEY_1;
    }

    /**
     * Whether H2 ended a transaction so that another one gets on. Besides a deadlock that is an illegal state: H2 2.4.240 may choose a
     * transaction that just stopped waiting, or is undoing a statement, and the next change of either one fails with that. And it does not see
     * every deadlock: of two that wait for each other one may not show that it does, and the other one waits until the lock timeout.
     */
    static boolean isConflict(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.DEADLOCK_1
                || failure.getErrorCode() == ErrorCode.LOCK_TIMEOUT_1
                || engineError(failure) == DataUtils.ERROR_TRANSACTION_ILLEGAL_STATE;
    }

    /** Whether something failed since its file could not be written. */
    static boolean isUnwritten(Throwable failure) {
        return engineError(failure) == DataUtils.ERROR_WRITING_FAILED;
    }

    /** What to throw for a failure that ended a transaction and is no conflict. */
    static RuntimeException failed(Exception failure) {
        return new IllegalStateException("the database failed: " + failure.getMessage(), failure);
    }

    private static int engineError(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MVStoreException error) {
                return error.getErrorCode();
            }
        }
        return -1;
    }
}
