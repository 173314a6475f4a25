package dev.blb.emulator.db;

import dev.blb.emulator.api.Tx;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.exception.DataAccessException;

/**
 * What all processes on a shared database have in common beside the state: no snapshot holds it, and a reset leaves it. Only where
 * {@link Database#isShared}. What read models show is written in exclusive transactions.
 */
public final class SharedValues {
    /** The name of its table, as in {@link Touched}. */
    public static final String TABLE = "blb_shared";

    private final Sql sql;
    private final String kind;

    /**
     * The values of a kind as this transaction sees them.
     *
     * @param kind what they are, such as {@code profile}
     */
    public SharedValues(Tx tx, String kind) {
        this.sql = Sql.of(tx);
        this.kind = kind;
    }

    /**
     * A value.
     *
     * @param account whose it is; the empty text stands for all accounts
     * @param name which one of the account's it is
     * @param content a text, such as JSON
     * @param amount how many are left, where something is counted down
     */
    public record Value(String account, String name, String content, long amount) {}

    /** All of the kind, by account and name. */
    public List<Value> all() {
        return read("WHERE kind = ? ORDER BY account, name", kind);
    }

    /** The value of an account and name, if there is one. */
    public Optional<Value> find(String account, String name) {
        return read("WHERE kind = ? AND account = ? AND name = ?", kind, account, name).stream()
                .findFirst();
    }

    private List<Value> read(String where, String... values) {
        try (PreparedStatement statement =
                sql.connection().prepareStatement("SELECT account, name, content, amount FROM blb_shared " + where)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                List<Value> found = new ArrayList<>();
                while (row.next()) {
                    found.add(new Value(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)));
                }
                return found;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Keeps a value in place of the one of the same account and name. */
    public void put(Value value) {
        change(
                "INSERT INTO blb_shared VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, account, name)"
                        + " DO UPDATE SET content = EXCLUDED.content, amount = EXCLUDED.amount",
                kind,
                value.account(),
                value.name(),
                value.content(),
                value.amount());
    }

    /** Removes the values of an account; with the empty text those of every account. */
    public void remove(String account) {
        change("DELETE FROM blb_shared WHERE kind = ? AND (account = ? OR ? = '')", kind, account, account);
    }

    /** Takes one of the amount that is left; false if none is. */
    public boolean takeOne(String account, String name) {
        return change(
                        "UPDATE blb_shared SET amount = amount - 1 WHERE kind = ? AND account = ? AND name = ?"
                                + " AND amount > 0",
                        kind,
                        account,
                        name)
                > 0;
    }

    private int change(String text, Object... values) {
        sql.notes(0).table(TABLE);
        try (PreparedStatement statement = sql.connection().prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static DataAccessException failed(SQLException e) {
        return new DataAccessException(e.getMessage() + " in shared values", e);
    }
}
