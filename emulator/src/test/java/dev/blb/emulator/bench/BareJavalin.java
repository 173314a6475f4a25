package dev.blb.emulator.bench;

import io.javalin.Javalin;
import java.util.Map;

/**
 * The limit that start-up is measured against: a Javalin server with one route that writes JSON, and nothing else. Its
 * argument is the port on loopback. Not a test; docker/verify compiles and starts it beside the emulator.
 */
public final class BareJavalin {
    private BareJavalin() {}

    /** Serves until the process is ended. */
    public static void main(String[] arguments) {
        Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/_blb/health", context -> context.json(Map.of("status", "ready")));
                })
                .start("127.0.0.1", Integer.parseInt(arguments[0]));
    }
}
