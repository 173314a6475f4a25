package dev.blb.emulator.control;

import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Route;
import dev.blb.emulator.schema.Endpoints;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the server is: whether it is ready, and what it can do. */
public final class ServerRoutes {
    private final Endpoints endpoints;

    /** Routes of a server with these operations. */
    public ServerRoutes(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of("GET", "health", "ready to serve", call -> Map.of("status", "ready")),
                ControlRoute.of(
                        "GET",
                        "operations",
                        "every operation: name, method, path, built or absent, source",
                        call -> operations()));
    }

    /** These routes and the one that describes them all, itself included. */
    public List<ControlRoute> describing(List<ControlRoute> others) {
        List<ControlRoute> all = new ArrayList<>(others);
        all.add(ControlRoute.of(
                "GET",
                "openapi.json",
                "the OpenAPI 3.1 document of the emulated API and of these routes",
                call -> OpenApi.document(endpoints, all)));
        return Collections.unmodifiableList(all);
    }

    /** A row of the list of operations. */
    record OperationLine(String name, String method, String path, String state, String source) {}

    private Object operations() {
        List<OperationLine> lines = Stream.of(Operation.values())
                .map(operation -> {
                    Route route = operation.routes().get(0);
                    return new OperationLine(
                            operation.wireName(),
                            route.method(),
                            route.path() + (route.selector().isEmpty() ? "" : "?" + route.selector()),
                            endpoints.of(operation).isPresent() ? "built" : "absent",
                            operation.source());
                })
                .toList();
        return Map.of("operations", lines);
    }
}
