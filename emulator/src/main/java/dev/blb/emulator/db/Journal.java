package dev.blb.emulator.db;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * What the database's file may not hold yet, so that what was committed last does not die with the process.
 * Each transaction therefore appends its changed rows here before it commits, with one write that the operating system
 * keeps. A line is a checksum and JSON: for each row its table, its key and, unless it was deleted, all its values.
 * Playing it puts each row into its newest state, so it may be played over a file that holds some of it already.
 */
final class Journal implements AutoCloseable {
    /** From this many bytes on the database's file should be brought up to date and the journal emptied. */
    static final long FULL_BYTES = 16L * 1024 * 1024;

    private static final int CHECKSUM_DIGITS = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private final Map<String, JournaledTable> tables;
    private final RandomAccessFile file;
    private volatile long length;
    private boolean broken;

    /** The journal in this file, played: the connection's database then holds all that was committed. */
    Journal(Path path, Connection connection) throws IOException, SQLException {
        this.path = path;
        this.tables = JournaledTable.all(connection);
        for (String table : tables.keySet()) {
            String trigger = "\"JOURNAL_" + table + "\"";
            execute(connection, "DROP TRIGGER IF EXISTS " + trigger);
            execute(
                    connection,
                    "CREATE TRIGGER " + trigger + " AFTER INSERT, UPDATE, DELETE ON \"" + table
                            + "\" FOR EACH ROW CALL '" + ChangeTrigger.class.getName() + "'");
        }
        if (Files.exists(path)) {
            play(connection);
        }
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /**
     * Runs the work of a transaction and writes what it changed. The transaction is about to commit and holds its rows, so
     * those that change the same row are written in the order of their commits.
     */
    <T> T recording(Supplier<Connection> connection, Supplier<T> work) throws SQLException {
        Changes changes = new Changes(tables);
        ChangeTrigger.CHANGES.set(changes);
        try {
            T result = work.get();
            if (!changes.keys().isEmpty()) {
                append(changes, connection.get());
            }
            return result;
        } finally {
            ChangeTrigger.CHANGES.remove();
        }
    }

    private void append(Changes changes, Connection connection) throws SQLException {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (Changes.Key key : changes.keys()) {
            JournaledTable table = Objects.requireNonNull(tables.get(key.table()));
            ArrayNode line = rows.addArray().add(key.table()).addPOJO(key.values());
            try (PreparedStatement select = prepared(connection, table.select(), key.values());
                    ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    ArrayNode values = line.addArray();
                    for (int column = 1; column <= table.columns().size(); column++) {
                        Object value = row.getObject(column);
                        values.addPOJO(value instanceof Clob ? row.getString(column) : value);
                    }
                }
            }
        }
        write(line(rows));
    }

    private static byte[] line(ArrayNode rows) {
        try {
            String json = JSON.writeValueAsString(rows);
            return (checksum(json) + " " + json + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rows are always JSON", e);
        }
    }

    private static String checksum(String json) {
        CRC32 crc = new CRC32();
        crc.update(json.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private synchronized void write(byte[] line) {
        if (broken) {
            throw new IllegalStateException(path + " could not be written before; mend that, then start again");
        }
        try {
            file.write(line);
            length += line.length;
        } catch (IOException e) {
            // Half a line would make all that follows unreadable.
            broken = true;
            truncate(length);
            broken = false;
            throw new UncheckedIOException(path + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Whether it has grown so long that it should be emptied. */
    boolean isFull() {
        return length >= FULL_BYTES;
    }

    /** Empties it: all that it holds is in the database's file. */
    synchronized void empty() {
        truncate(0);
    }

    private void truncate(long to) {
        try {
            file.setLength(to);
            file.seek(to);
            length = to;
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be cut to " + to + " bytes: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void play(Connection connection) throws IOException, SQLException {
        Map<Changes.Key, Optional<List<Object>>> newest = new LinkedHashMap<>();
        for (JsonNode line : lines()) {
            for (JsonNode row : line) {
                newest.put(
                        new Changes.Key(row.path(0).asText(), values(row.path(1))),
                        row.has(2) ? Optional.of(values(row.path(2))) : Optional.empty());
            }
        }
        // Rows in their newest state satisfy every constraint, but not one after the other.
        execute(connection, "SET REFERENTIAL_INTEGRITY FALSE");
        connection.setAutoCommit(false);
        for (Changes.Key key : newest.keySet()) {
            update(connection, table(key).delete(), key.values());
        }
        for (Map.Entry<Changes.Key, Optional<List<Object>>> row : newest.entrySet()) {
            if (row.getValue().isPresent()) {
                update(connection, table(row.getKey()).insert(), row.getValue().get());
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        execute(connection, "SET REFERENTIAL_INTEGRITY TRUE");
    }

    private JournaledTable table(Changes.Key key) {
        JournaledTable table = tables.get(key.table());
        if (table == null) {
            throw new StateUnavailable(path + " is damaged: it speaks of an unknown table. " + StateUnavailable.ADVICE);
        }
        return table;
    }

    /** Every whole line. The last may be half: its transaction was not committed, so nobody was told of it. */
    private List<JsonNode> lines() throws IOException {
        String text = Files.readString(path, StandardCharsets.UTF_8);
        List<JsonNode> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            String json = text.substring(Math.min(start + CHECKSUM_DIGITS + 1, end), end);
            if (!text.startsWith(checksum(json) + " ", start)) {
                throw new StateUnavailable(
                        path + " is damaged in line " + (lines.size() + 1) + ". " + StateUnavailable.ADVICE);
            }
            lines.add(JSON.readTree(json));
            start = end + 1;
        }
        return lines;
    }

    private static List<Object> values(JsonNode array) {
        // Lists here hold nulls, which List.of would refuse.
        List<Object> values = new ArrayList<>(array.size());
        for (JsonNode value : array) {
            values.add(
                    value.isTextual()
                            ? value.textValue()
                            : value.isNumber()
                                    ? (Object) value.longValue()
                                    : value.isBoolean() ? (Object) value.booleanValue() : null);
        }
        return values;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void update(Connection connection, String sql, List<Object> values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            statement.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, List<Object> values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }
}
