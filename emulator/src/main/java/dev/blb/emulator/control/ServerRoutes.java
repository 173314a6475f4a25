package dev.blb.emulator.control;

import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Way;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.route.AbsentCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.EmptyService;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.traffic.EndpointLine;
import dev.blb.emulator.traffic.EndpointLine.State;
import dev.blb.emulator.traffic.Forwarding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the server is: whether it is ready, and what it can do. */
public final class ServerRoutes {
    private final RouteTable table;
    private final Database database;
    private final Forwarding forwarding;

    /** Routes that describe the table of this emulator, themselves included. */
    public ServerRoutes(EmulatorContext context) {
        this.table = context.routes();
        this.database = context.database();
        this.forwarding = context.forwarding();
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of("GET", "health", "ready to serve, or 503 and why not", call -> health())
                        .openToEveryAccount(),
                ControlRoute.of(
                                "GET",
                                "operations",
                                "every operation: name, method, path, built or absent, source; and every control route",
                                call -> operations())
                        .openToEveryAccount(),
                ControlRoute.document(
                        "openapi.json",
                        "the OpenAPI 3.1 document of the emulated API and of these routes",
                        () -> OpenApi.document(table)));
    }

    private Object health() {
        database.check();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", "ready");
        forwarding.plane().ifPresent(plane -> answer.put("dataPlane", DataPlaneHealth.of(plane.endpoints())));
        return answer;
    }

    /** How many listeners the data plane carries out, and how many it cannot. */
    record DataPlaneHealth(long listening, long conflict) {
        static DataPlaneHealth of(List<EndpointLine> lines) {
            return new DataPlaneHealth(count(lines, State.LISTENING), count(lines, State.CONFLICT));
        }

        private static long count(List<EndpointLine> lines, State state) {
            return lines.stream().filter(line -> line.state() == state).count();
        }
    }

    /** A row of the list of operations. */
    record OperationLine(String name, String method, String path, String state, String source) {}

    /** A row of the list of control routes. */
    record ControlLine(String method, String path, String meaning) {}

    /** A service or call that is not emulated, beside those that are. */
    record NeighbourLine(String path, String state, String meaning) {}

    private Object operations() {
        List<OperationLine> operations = Stream.of(Operation.values())
                .map(operation -> {
                    Way way = operation.ways().get(0);
                    return new OperationLine(
                            operation.wireName(),
                            way.method(),
                            way.path() + (way.selector().isEmpty() ? "" : "?" + way.selector()),
                            table.endpoint(operation).isBuilt() ? "built" : "absent",
                            operation.source());
                })
                .toList();
        List<ControlLine> control = table.control().stream()
                .map(route -> new ControlLine(route.way().method(), route.way().path(), route.meaning()))
                .toList();
        List<NeighbourLine> neighbours = Stream.concat(
                        Stream.of(EmptyService.values())
                                .map(each -> new NeighbourLine(each.path(), "absent", each.meaning())),
                        Stream.of(AbsentCall.values())
                                .map(each -> new NeighbourLine(each.request(), "absent", each.meaning())))
                .toList();
        return Map.of("operations", operations, "controlRoutes", control, "neighbours", neighbours);
    }
}
