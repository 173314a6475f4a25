package dev.blb.emulator.db.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.db.ConnectionPool;
import dev.blb.emulator.db.ConnectionPool.Pooled;
import dev.blb.emulator.db.Prepared;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class H2DatabaseTest {
    private static final String TABLE = "CREATE TABLE word (text VARCHAR(9) CHECK (text IN ('yes', 'no')))";
    private static final Prepared COUNT = Prepared.query(DSL::selectOne);

    private static H2Database named(String name) {
        return named(name, H2Database.SETTINGS);
    }

    private static H2Database named(String name, String settings) {
        return new H2Database("mem:" + name, settings, List.of(TABLE));
    }

    private static int count(Pooled connection) throws SQLException {
        PreparedStatement count = connection.statement(COUNT, "SELECT COUNT(*) FROM word");
        try (ResultSet result = count.executeQuery()) {
            result.next();
            return result.getInt(1);
        }
    }

    private static void add(Pooled connection, String text) throws SQLException {
        try (PreparedStatement insert = connection.connection().prepareStatement("INSERT INTO word VALUES (?)")) {
            insert.setString(1, text);
            insert.executeUpdate();
        }
    }

    @Test
    void aStatementStaysCompiledOverARollbackAndItsResultDoesNot() throws SQLException {
        H2Database database = named("kept");
        ConnectionPool pool = database.connections();
        Pooled first = pool.take();
        PreparedStatement compiled = first.statement(COUNT, "SELECT COUNT(*) FROM word");
        add(first, "yes");
        assertThat(count(first)).isEqualTo(1);
        first.connection().rollback();
        pool.giveBack(first);
        Pooled second = pool.take();
        assertThat(second.statement(COUNT, "SELECT COUNT(*) FROM word")).isSameAs(compiled);
        assertThat(count(second)).isZero();
        pool.giveBack(second);
        database.shutDown();
    }

    // H2 alone would wait for what was never used, for twice the lock timeout of this test.
    @Timeout(300)
    @Test
    void anotherConnectionMakesNoStatementOutOfDate() throws SQLException {
        H2Database database = named(
                "another", H2Database.SETTINGS.replace("DEFAULT_LOCK_TIMEOUT=1000;", "DEFAULT_LOCK_TIMEOUT=300000;"));
        ConnectionPool pool = database.connections();
        Pooled first = pool.take();
        org.h2.engine.Database engine =
                ((SessionLocal) first.connection().unwrap(JdbcConnection.class).getSession()).getDatabase();
        long compiledFor = engine.getModificationMetaId();
        Pooled second = pool.take();
        assertThat(count(second)).isZero();
        assertThat(engine.getModificationMetaId()).isEqualTo(compiledFor);
        assertThat(engine.getLockTimeout()).isEqualTo(300_000);
        pool.giveBack(first);
        pool.giveBack(second);
        database.shutDown();
    }

    @Test
    void moreThanAreKeptMayBeUsedAtATimeAndConstraintsOutliveThem() throws SQLException {
        H2Database database = named("many");
        ConnectionPool pool = database.connections();
        for (int round = 0; round < 2; round++) {
            List<Pooled> taken = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                taken.add(pool.take());
            }
            for (Pooled connection : taken) {
                add(connection, "no");
                connection.connection().commit();
                pool.giveBack(connection);
            }
        }
        Pooled last = pool.take();
        assertThat(count(last)).isEqualTo(200);
        pool.giveBack(last);
        database.shutDown();
    }

    @Test
    void nothingOpensADatabaseAgainThatWasShutDown() throws SQLException {
        H2Database database = named("shut");
        ConnectionPool pool = database.connections();
        pool.giveBack(pool.take());
        database.shutDown();
        assertThatThrownBy(pool::take).isInstanceOf(SQLException.class).hasMessage("the pool is closed");
    }
}
