package dev.blb.emulator.tls;

import dev.blb.emulator.tls.CertificateAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;

/**
 * The certificate authority of a data directory: {@code ca.pem} and {@code ca-key.pem}, made with the first start, so that
 * clients need to trust it once. Without a data directory each start has another one.
 */
public final class KeptAuthority {
    private static final String CERTIFICATE = "ca.pem";
    private static final String KEY = "ca-key.pem";

    private KeptAuthority() {}

    /**
     * The authority of a directory, or a new one.
     *
     * @throws IOException if the files cannot be read or written
     * @throws IllegalArgumentException if they hold no authority
     */
    public static CertificateAuthority in(Optional<Path> directory, Clock real) throws IOException {
        if (directory.isEmpty()) {
            return CertificateAuthority.create(real);
        }
        Path certificate = directory.get().resolve(CERTIFICATE);
        Path key = directory.get().resolve(KEY);
        if (Files.exists(certificate) && Files.exists(key)) {
            return CertificateAuthority.of(real, Files.readString(certificate), Files.readString(key));
        }
        CertificateAuthority made = CertificateAuthority.create(real);
        Issued own = made.own();
        // The certificate last: without it both are made again.
        Files.deleteIfExists(key);
        createPrivate(key);
        Files.writeString(key, own.keyPem());
        try {
            Files.writeString(certificate, own.chainPem());
        } catch (IOException failure) {
            Files.deleteIfExists(certificate);
            throw failure;
        }
        return made;
    }

    private static void createPrivate(Path key) throws IOException {
        try {
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException notPosix) {
            Files.createFile(key);
        }
    }
}
