package dev.blb.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.route.AbsentCall;
import dev.blb.emulator.route.Endpoint;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.SeedFormat;
import dev.blb.emulator.settings.SettingsTable;
import dev.blb.emulator.time.EmulatorClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The generated parts of the README and the pages, and the published schema of seeds, say what the code says. With
 * -Dblb.readme=write they are written anew.
 */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path PAGES = Path.of("docs");
    private static final Pattern PART = Pattern.compile("(?s)(<!-- generated: (\\S+) -->\n).*?(<!-- end -->)");

    private final Database database = new Database(new MemoryStore(Clock.systemUTC()));
    private final EmulatorContext context = BlbEmulator.context(
            Settings.DEFAULTS, database, new EmulatorClock(Clock.systemUTC()), Ids.random(), () -> true);
    private final Resources resources = new Resources(context);
    private final RouteTable routes = context.routes();

    ReadmeTest() {
        resources.addOperations();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void thePagesSayWhatTheCodeSays() throws IOException {
        Map<String, String> parts = Map.of(
                "operations", operations(),
                "absent-calls", absentCalls(),
                "settings", settings(),
                "account-settings", accountSettings(),
                "world", world(),
                "sections", sections(),
                "ignored", ignored(),
                "control", control());
        List<String> found = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            String expected = PART.matcher(text).replaceAll(part -> {
                found.add(part.group(2));
                assertThat(parts).as(page.toString()).containsKey(part.group(2));
                String made = Objects.requireNonNull(parts.get(part.group(2)));
                return Matcher.quoteReplacement(part.group(1) + made + part.group(3));
            });
            GeneratedFile.holds(page, expected);
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(parts.keySet());
    }

    @Test
    void thePublishedSchemaOfSeedsSaysWhatTheCodeSays() throws IOException {
        GeneratedFile.holds(
                Path.of("src/main/resources/seed.schema.json"),
                resources.seedFormat().jsonSchema().toPrettyString() + "\n");
    }

    @Test
    void aStaleFileIsNamedInOneLine() {
        String row = "| `GET /_blb/things` | " + "x".repeat(300);
        assertThat(GeneratedFile.difference(
                        Path.of("docs", "a.md"), "# A\n" + row + "\nend\n", "# A\n" + row + "y\nend\n"))
                .isEqualTo("docs/a.md is stale in line 2: it has \"" + "x".repeat(30) + "\", the code now makes \""
                        + "x".repeat(30) + "y\"; write it anew with mvn -pl emulator test -Dtest=ReadmeTest"
                        + " -Dblb.readme=write");
        assertThat(GeneratedFile.difference(Path.of("a.md"), "# A\n", "# A\nnew\n"))
                .startsWith("a.md is stale in line 2: it has \"\", the code now makes \"new\";");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return Stream.concat(
                            Stream.of(README),
                            pages.filter(page -> page.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    private static String table(List<String> head, List<List<String>> rows) {
        StringBuilder table = new StringBuilder(row(head))
                .append(row(head.stream().map(cell -> "---").toList()));
        rows.forEach(cells -> table.append(row(cells)));
        return table.toString();
    }

    private static String row(List<String> cells) {
        return cells.stream()
                        .map(cell -> cell.strip().replace("|", "\\|"))
                        .collect(Collectors.joining(" | ", "| ", " |"))
                + "\n";
    }

    private String operations() {
        return table(
                List.of("operation", "request", "state", "members", "source"),
                Stream.of(Operation.values())
                        .map(operation -> List.of(
                                operation.wireName(),
                                "`" + operation.ways().get(0) + "`",
                                routes.endpoint(operation).isBuilt() ? "built" : "absent",
                                members(routes.endpoint(operation)),
                                operation.source()))
                        .toList());
    }

    private static String absentCalls() {
        return table(
                List.of("method", "request", "what it does"),
                Stream.of(AbsentCall.values())
                        .map(call -> List.of(
                                call.method().isEmpty() ? "any" : call.method(),
                                "`" + call.request() + "`",
                                call.what()))
                        .toList());
    }

    /** The members that have an effect, of the query and then of the body. */
    private static String members(Endpoint endpoint) {
        return Stream.concat(
                        endpoint.query().fields().stream().map(field -> named(field, "?")),
                        endpoint.body().stream()
                                .flatMap(body -> body.fields().stream())
                                .map(field -> named(field, "")))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String named(Field field, String before) {
        return field.ignoredBecause().isEmpty()
                ? "`" + before + field.name() + "`" + (field.required() ? "\\*" : "")
                : "";
    }

    private static String settings() {
        return table(
                List.of("flag", "variable", "default", "example", "meaning"),
                SettingsTable.rows().stream()
                        .map(row -> List.of(
                                "`" + row.flag() + "`",
                                "`" + row.variable() + "`",
                                row.shownDefault().isEmpty() ? "" : "`" + row.shownDefault() + "`",
                                "`" + row.example() + "`",
                                row.meaning()))
                        .toList());
    }

    private static String accountSettings() {
        return table(
                List.of("member", "allowed", "default", "meaning"),
                SettingsTable.perAccount().stream()
                        .map(row -> List.of(
                                "`" + row.name() + "`",
                                row.field().allowed(),
                                "`" + row.flag() + "` of the server (`" + row.shownDefault() + "`)",
                                row.meaning()))
                        .toList());
    }

    private static String world() {
        List<List<String>> rows = new ArrayList<>();
        Resources.KINDS.forEach(kind -> rows.add(List.of(kind.plural(), quoted(kind.builtIn().stream()))));
        return table(List.of("kind", "always declared"), rows);
    }

    private String sections() {
        return table(
                List.of("section", "key", "members"),
                resources.seedFormat().sections().stream()
                        .map(section -> List.of(
                                "`" + section.name() + "`",
                                quoted(Objects.requireNonNull(section.keys().get(section.name())).stream()),
                                quoted(section.jsonSchema().path("properties").properties().stream()
                                        .map(Map.Entry::getKey))))
                        .toList());
    }

    private static String quoted(Stream<String> names) {
        return names.map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private String ignored() {
        Map<String, Set<String>> found = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            Endpoint endpoint = routes.endpoint(operation);
            collect(operation, "", endpoint.query(), found);
            collect(operation, "", endpoint.body().orElseGet(Schema::of), found);
        }
        return table(
                List.of("parameter", "reason", "operations"),
                found.entrySet().stream()
                        .map(entry -> {
                            List<String> parts = List.of(entry.getKey().split("\t", -1));
                            return List.of(parts.get(0), parts.get(1), String.join(", ", entry.getValue()));
                        })
                        .toList());
    }

    private static void collect(Operation operation, String prefix, Schema schema, Map<String, Set<String>> found) {
        for (Field field : schema.fields()) {
            if (!field.ignoredBecause().isEmpty()) {
                found.computeIfAbsent(
                                "`" + prefix + field.name() + "`\t" + field.ignoredBecause(), key -> new TreeSet<>())
                        .add(operation.wireName());
            }
            collect(
                    operation,
                    prefix + field.name() + ".",
                    Schema.of(field.members().toArray(Field[]::new)),
                    found);
        }
    }

    private String control() {
        SeedFormat format = resources.seedFormat();
        BlbEmulator.addControlRoutes(
                context, format, BlbEmulator.seeder(context, format), BlbEmulator.snapshots(context, format));
        return table(
                List.of("route", "members", "meaning"),
                routes.control().stream()
                        .map(route -> List.of(
                                "`" + route.way() + "`",
                                names(route.query(), "?") + names(route.body(), ""),
                                route.meaning()))
                        .toList());
    }

    private static String names(Schema schema, String before) {
        return schema.fields().stream()
                .map(field -> "`" + before + field.name() + "` ")
                .collect(Collectors.joining());
    }
}
