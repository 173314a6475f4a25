package dev.blb.emulator.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a database, each kept for the next transaction together with its compiled statements. H2's own pool rolls
 * back before and after each use, whereupon H2 forgets every statement that it compiled and parses each one anew.
 */
final class Sessions {
    /** More than the web server has threads at work, so that nobody waits for one for long. */
    private static final int MAX_SESSIONS = 300;

    /** More than are mostly busy at a time: each holds some hundred kilobytes of compiled statements. */
    private static final int MAX_IDLE = 64;

    private static final int TIMEOUT_SECONDS = 30;

    private final String url;
    private final String settings;
    private final Deque<Session> idle = new ConcurrentLinkedDeque<>();
    private final Supplier<List<String>> scripts;
    private final Semaphore free = new Semaphore(MAX_SESSIONS);
    private @Nullable Connection maker;
    private volatile boolean isOpen;
    private volatile boolean isShut;

    /**
     * Connections to the database that this names, such as {@code mem:state}.
     *
     * @param settings of the database, such as {@code ;DEFAULT_LOCK_TIMEOUT=10000}. Only the first connection names them: whenever
     *     one does, H2 compiles all statements of all others anew.
     * @param scripts what makes its tables, before the first transaction
     */
    Sessions(String name, String settings, Supplier<List<String>> scripts) {
        this.url = "jdbc:h2:" + name;
        this.settings = settings;
        this.scripts = scripts;
    }

    /** A connection that no transaction uses, with the statements that were sent through it. */
    static final class Session {
        private final Connection connection;
        private final IdentityHashMap<Prepared, PreparedStatement> statements = new IdentityHashMap<>();

        private Session(Connection connection) {
            this.connection = connection;
        }

        Connection connection() {
            return connection;
        }

        /** The compiled statement; whoever asks for it does not close it. */
        PreparedStatement statement(Prepared prepared, String sql) throws SQLException {
            PreparedStatement known = statements.get(prepared);
            if (known == null) {
                known = connection.prepareStatement(sql);
                statements.put(prepared, known);
            }
            return known;
        }
    }

    /** One for a transaction, which gives it back; the newest that is idle, or a new one. */
    Session take() throws SQLException {
        try {
            if (!free.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLException("no connection became free in " + TIMEOUT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for a connection", e);
        }
        Session known = idle.pollFirst();
        if (known != null) {
            return known;
        }
        try {
            if (isShut) {
                throw new SQLException("the database was shut down");
            }
            make();
            Connection connection = open();
            connection.setAutoCommit(false);
            return new Session(connection);
        } catch (SQLException | RuntimeException e) {
            free.release();
            throw e;
        }
    }

    /** Takes one back after its transaction was committed or rolled back. */
    void giveBack(Session session) throws SQLException {
        try {
            if (idle.size() < MAX_IDLE) {
                idle.addFirst(session);
            } else {
                session.connection.close();
            }
        } finally {
            free.release();
        }
    }

    /** Gives up one whose transaction could be neither committed nor rolled back. */
    void discard(Session session) throws SQLException {
        free.release();
        session.connection.close();
    }

    /** A connection for something else than a transaction; whoever asks for it closes it. */
    Connection open() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(isOpen ? url : url + settings);
        source.setUser("sa");
        source.setPassword("");
        Connection connection = source.getConnection();
        isOpen = true;
        return connection;
    }

    /** Carries out a statement, or several, outside of any transaction. */
    void run(String sql) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Makes the tables if nobody has yet. The connection that does stays open as long as the database: H2 2.4.240 asks it
     * whenever any other one compares a value with the list that a constraint allows.
     */
    private synchronized void make() throws SQLException {
        if (maker == null) {
            Connection opened = open();
            try (Statement statement = opened.createStatement()) {
                for (String script : scripts.get()) {
                    statement.execute(script);
                }
            }
            maker = opened;
        }
    }

    /** Ends the database, if it was opened, in this way of the SQL command {@code SHUTDOWN}, and all connections with it. */
    synchronized void shutDown(String command) throws SQLException {
        isShut = true;
        // H2 would wait for each that was never used, for twice the lock timeout.
        for (Session each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
            each.connection.close();
        }
        if (maker != null) {
            maker.close();
        }
        if (isOpen) {
            run(command);
        }
    }
}
