package dev.blb.emulator.certificate;

import static dev.blb.emulator.api.ApiError.CERTIFICATE_NOT_FOUND;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import java.util.List;

/** Certificates. */
public final class Certificates {
    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
                    "certificates",
                    "certId",
                    IdForm.prefixed("cert-"),
                    List.of("cert-emulator0001", "cert-emulator0002"),
                    Schema.of(text("certName").or("")))
            .unknownIs(CERTIFICATE_NOT_FOUND);

    private Certificates() {}
}
