package dev.blb.emulator.route;

import dev.blb.emulator.api.Way;
import dev.blb.emulator.schema.Schema;
import java.util.List;

/** A row of the route table. */
public sealed interface Route permits Endpoint, ControlRoute {
    /** The requests that lead here, the canonical one first. */
    List<Way> ways();

    /** The name for the log. */
    String name();

    /** The rules of its query parameters. */
    Schema query();
}
