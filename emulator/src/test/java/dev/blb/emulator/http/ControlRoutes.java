package dev.blb.emulator.http;

import dev.blb.emulator.EmulatorConfig;
import dev.blb.emulator.schema.Endpoints;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.state.Accounts;
import dev.blb.emulator.state.Database;
import dev.blb.emulator.state.Ids;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

/** The table of control routes as rows of the README. */
public final class ControlRoutes {
    private ControlRoutes() {}

    /** Method and path, members, meaning. */
    public static List<List<String>> rows() {
        try (Database database = Database.inMemory()) {
            Accounts accounts = new Accounts(EmulatorConfig.defaults().account());
            return new ControlApi(
                            new Endpoints(),
                            database,
                            accounts,
                            Ids.random(),
                            new EmulatorClock(Clock.systemUTC()),
                            false)
                    .routes().stream()
                            .map(route -> List.of(
                                    "`" + route.method() + " /_blb/" + route.path() + "`",
                                    names(route.query(), "?") + names(route.body(), ""),
                                    route.meaning()))
                            .toList();
        }
    }

    private static String names(Schema schema, String before) {
        return schema.fields().stream()
                .map(Field::name)
                .map(name -> "`" + before + name + "` ")
                .collect(Collectors.joining());
    }
}
