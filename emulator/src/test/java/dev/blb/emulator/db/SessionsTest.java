package dev.blb.emulator.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.db.Sessions.Session;
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

class SessionsTest {
    private static final String TABLE = "CREATE TABLE word (text VARCHAR(9) CHECK (text IN ('yes', 'no')))";
    private static final Prepared COUNT = Prepared.query(DSL::selectOne);

    private static int count(Session session) throws SQLException {
        PreparedStatement count = session.statement(COUNT, "SELECT COUNT(*) FROM word");
        try (ResultSet result = count.executeQuery()) {
            result.next();
            return result.getInt(1);
        }
    }

    private static void add(Session session, String text) throws SQLException {
        try (PreparedStatement insert = session.connection().prepareStatement("INSERT INTO word VALUES (?)")) {
            insert.setString(1, text);
            insert.executeUpdate();
        }
    }

    @Test
    void aStatementStaysCompiledOverARollbackAndItsResultDoesNot() throws SQLException {
        Sessions named = new Sessions("mem:kept", Database.SETTINGS, () -> List.of(TABLE));
        Session first = named.take();
        PreparedStatement compiled = first.statement(COUNT, "SELECT COUNT(*) FROM word");
        add(first, "yes");
        assertThat(count(first)).isEqualTo(1);
        first.connection().rollback();
        named.giveBack(first);
        Session second = named.take();
        assertThat(second.statement(COUNT, "SELECT COUNT(*) FROM word")).isSameAs(compiled);
        assertThat(count(second)).isZero();
        named.giveBack(second);
        named.shutDown("SHUTDOWN");
    }

    // H2 alone would wait 20 s for what was never used.
    @Timeout(15)
    @Test
    void anotherConnectionMakesNoStatementOutOfDate() throws SQLException {
        Sessions named = new Sessions("mem:another", Database.SETTINGS, () -> List.of(TABLE));
        Session first = named.take();
        org.h2.engine.Database database =
                ((SessionLocal) first.connection().unwrap(JdbcConnection.class).getSession()).getDatabase();
        long compiledFor = database.getModificationMetaId();
        Session second = named.take();
        assertThat(count(second)).isZero();
        assertThat(database.getModificationMetaId()).isEqualTo(compiledFor);
        assertThat(database.getLockTimeout()).isEqualTo(10_000);
        named.giveBack(first);
        named.giveBack(second);
        named.shutDown("SHUTDOWN");
    }

    @Test
    void moreThanAreKeptMayBeUsedAtATimeAndConstraintsOutliveThem() throws SQLException {
        Sessions named = new Sessions("mem:many", Database.SETTINGS, () -> List.of(TABLE));
        for (int round = 0; round < 2; round++) {
            List<Session> taken = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                taken.add(named.take());
            }
            for (Session session : taken) {
                add(session, "no");
                session.connection().commit();
                named.giveBack(session);
            }
        }
        Session last = named.take();
        assertThat(count(last)).isEqualTo(200);
        named.giveBack(last);
        named.shutDown("SHUTDOWN");
    }

    @Test
    void nothingOpensADatabaseAgainThatWasShutDown() throws SQLException {
        Sessions named = new Sessions("mem:shut", Database.SETTINGS, () -> List.of(TABLE));
        named.giveBack(named.take());
        named.shutDown("SHUTDOWN");
        assertThatThrownBy(named::take).isInstanceOf(SQLException.class).hasMessage("the database was shut down");
    }
}
