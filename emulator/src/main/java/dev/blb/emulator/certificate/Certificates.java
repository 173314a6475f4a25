package dev.blb.emulator.certificate;

import static dev.blb.emulator.api.ApiError.CERTIFICATE_NOT_FOUND;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import java.util.List;

/** Certificates. */
public final class Certificates {
    /** The longest text of PEM that is accepted, in characters: an assumption [m43] that bounds the state. */
    public static final int MAX_PEM = 65_536;

    /** The kind: {@code certificate} and {@code linkData} are the server's certificate and its chain as PEM. */
    public static final ReferenceKind KIND = ReferenceKind.of(
                    "certificates",
                    "certId",
                    IdForm.prefixed("cert-"),
                    List.of("cert-emulator0001", "cert-emulator0002"),
                    Schema.of(
                            text("certName").or(""),
                            characters("certificate", 1, MAX_PEM),
                            characters("privateKey", 1, MAX_PEM),
                            characters("linkData", 1, MAX_PEM),
                            integer("certType", 1, 2),
                            time("createTime"),
                            time("updateTime")))
            .unknownIs(CERTIFICATE_NOT_FOUND)
            .ownedByOneAccount()
            .oneInAllRegions();

    private Certificates() {}
}
