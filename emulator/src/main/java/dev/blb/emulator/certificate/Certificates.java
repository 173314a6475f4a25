package dev.blb.emulator.certificate;

import static dev.blb.emulator.api.ApiError.CERTIFICATE_NOT_FOUND;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.tls.Pem;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Certificates. */
public final class Certificates {
    /** The longest text of PEM that is accepted, in characters: an assumption [m43] that bounds the state. */
    public static final int MAX_PEM = 65_536;

    /** The name of a certificate. */
    public static final Field NAME = characters("certName", 1, 65)
            .matching("[A-Za-z][A-Za-z0-9\\-/._]*", "a letter, then letters, digits and - / . _");

    private static final String CHAIN = "a certificate, or a chain with its own certificate first";

    /** The kind: {@code certificate} and {@code linkData} are the server's certificate and its chain as PEM. */
    public static final ReferenceKind KIND = ReferenceKind.of(
                    "certificates",
                    "certId",
                    IdForm.prefixed("cert-"),
                    List.of("cert-emulator0001", "cert-emulator0002"),
                    Schema.of(
                            NAME.emptyIsAbsent().or(""),
                            pem("certificate", "CERTIFICATE", CHAIN),
                            pem("privateKey", "([A-Z]+ )?PRIVATE KEY", "a private key that is not encrypted"),
                            characters("linkData", 1, MAX_PEM),
                            listOf("domains", text("domain")),
                            integer("certType", 1, 2),
                            time("createTime"),
                            time("updateTime")))
            .unknownIs(CERTIFICATE_NOT_FOUND)
            .each(Certificates::checkKey)
            .ownedByOneAccount()
            .oneInAllRegions()
            .withSecret("privateKey")
            .kind();

    private Certificates() {}

    /**
     * What is declared of a certificate.
     *
     * @param chain its chain as PEM, its own certificate first; empty if only its name is declared
     * @param privateKey its private key as PEM; empty if it is not declared, as for an authority of client certificates
     * @param domains the hosts that it is for, where the emulator makes it
     */
    public record Declared(Optional<String> chain, Optional<String> privateKey, List<String> domains) {
        /** Only an id. */
        static final Declared NOTHING = new Declared(Optional.empty(), Optional.empty(), List.of());
    }

    /** What is declared of a certificate; nothing for one that is known by its id alone. */
    public static Declared of(AccountWorld world, String certId) {
        return world.find(KIND, certId)
                .map(certificate -> new Declared(
                        certificate
                                .optionalText("certificate")
                                .map(own -> own + "\n"
                                        + certificate.optionalText("linkData").orElse("")),
                        certificate.optionalText("privateKey"),
                        certificate.texts("domains")))
                .orElse(Declared.NOTHING);
    }

    /** A key can be read and is that of the certificate, unless that cannot be read, which a declaration may do. */
    private static void checkKey(Members certificate) {
        certificate.optionalText("privateKey").ifPresent(pem -> {
            PrivateKeyText key = PrivateKeyText.read("privateKey", pem);
            certificate
                    .optionalText("certificate")
                    .flatMap(Certificates::own)
                    .ifPresent(own -> key.requireOf(own, "certificate"));
        });
    }

    private static Optional<X509Certificate> own(String chain) {
        try {
            return Optional.of(Pem.certificates(chain).get(0));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static Field pem(String name, String block, String meaning) {
        return characters(name, 1, MAX_PEM)
                .matching("(?s).*-----BEGIN " + block + "-----.*", meaning + " as PEM (-----BEGIN ...-----)");
    }
}
