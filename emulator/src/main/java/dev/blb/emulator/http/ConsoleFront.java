package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INVALID_URI;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.console.Console;
import dev.blb.emulator.console.ConsoleRequest;
import dev.blb.emulator.console.ControlReader;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.RouteTable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way of a request to the console, which is made, and its classes loaded, with the first one. Thread-safe. */
final class ConsoleFront implements AutoCloseable {
    /** What the paths of the console begin with. */
    static final String ROOT = "/" + ControlRoute.PREFIX + "/ui";

    private static final int ROOT_SEGMENTS = 2;

    private final RouteTable routes;
    private final ControlApi control;
    private final Callers callers;
    private volatile @Nullable Console console;

    /** A console over these control routes, for those who may call them. */
    ConsoleFront(RouteTable routes, ControlApi control, Callers callers) {
        this.routes = routes;
        this.control = control;
        this.callers = callers;
    }

    /** Whether a path is one of the console. */
    static boolean isConsole(List<String> path) {
        return path.size() >= ROOT_SEGMENTS
                && path.get(0).equals(ControlRoute.PREFIX)
                && path.get(1).equals("ui");
    }

    /**
     * The answer to a browser.
     *
     * @param base the prefix of the path as the browser knows it
     */
    Answer answer(Exchange exchange, String base) {
        SignedRequest signed = exchange.signed();
        callers.admitToConsole(signed);
        if (!exchange.method().equals("GET")) {
            throw INVALID_URI.with("%s %s: allowed here is GET.", exchange.method(), signed.rawPath());
        }
        List<String> path = exchange.path();
        if (path.size() == ROOT_SEGMENTS) {
            return Answer.redirect(base + ROOT + "/");
        }
        return Answer.of(console()
                .answer(new ConsoleRequest(
                        signed.scheme() + "://" + signed.header("host") + base,
                        base,
                        path.subList(ROOT_SEGMENTS, path.size()),
                        exchange.query(),
                        signed.headers(),
                        !callers.knowsToken(signed),
                        callers.needsToken())));
    }

    private Console console() {
        Console made = console;
        if (made == null) {
            synchronized (this) {
                made = console;
                if (made == null) {
                    made = new Console(new Reader());
                    console = made;
                }
            }
        }
        return made;
    }

    /** Tells open pages that a call was answered. */
    void callAnswered() {
        Console made = console;
        if (made != null) {
            made.callAnswered();
        }
    }

    /** Ends the events of open pages. */
    @Override
    public void close() {
        Console made = console;
        if (made != null) {
            made.close();
        }
    }

    private final class Reader implements ControlReader {
        @Override
        public JsonNode get(String path, Map<String, String> query) {
            return control.get(routes, path, query);
        }

        @Override
        public ObjectNode bodySchema(String method, String path) {
            return routes.control().stream()
                    .filter(route -> route.way().method().equals(method)
                            && route.way().path().equals(path))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no control route " + method + " " + path))
                    .body()
                    .jsonSchema();
        }
    }
}
