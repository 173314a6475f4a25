package dev.blb.emulator.network;

import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import java.util.List;

/** EIPs: public IPv4 addresses, each its own id. */
public final class Eips {
    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
            "eips",
            "eip",
            new IdForm(address -> Cidr.number(address).isPresent(), Cidr.ADDRESS_FORM),
            List.of("203.0.113.10", "203.0.113.11"),
            Schema.of(text("name").or("")));

    private Eips() {}
}
