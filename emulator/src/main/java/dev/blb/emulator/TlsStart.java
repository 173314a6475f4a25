package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.ALLOWED_HOSTS;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE;
import static dev.blb.emulator.settings.SettingsTable.HOST;
import static dev.blb.emulator.settings.SettingsTable.HTTPS_PORT;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.TLS_CERTIFICATE;
import static dev.blb.emulator.settings.SettingsTable.TLS_KEY;

import dev.blb.emulator.api.FileNames;
import dev.blb.emulator.api.Reason;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.StateUnavailable;
import dev.blb.emulator.route.CloudService;
import dev.blb.emulator.settings.SettingRow;
import dev.blb.emulator.settings.Switch;
import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.KeptAuthority;
import dev.blb.emulator.tls.ServerTls;
import dev.blb.emulator.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Makes what TLS needs: the certificate authority, and the certificate of the https port. Nothing of it is loaded before. */
final class TlsStart {
    /** A host name that contains a letter: addresses are added on their own. */
    private static final Pattern NAME = Pattern.compile("(?=.*[a-z])[a-z0-9._-]{1,253}");

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9a-f:]*:[0-9a-f:.]*");
    private static final long MAX_PEM_BYTES = 1024 * 1024;

    private TlsStart() {}

    /**
     * The authority and the https port's certificate, as far as these settings need them.
     *
     * @param real the real clock, as clients judge certificates by it
     * @throws IllegalArgumentException if the settings of TLS contradict each other, or name files that cannot be used
     * @throws StateUnavailable if the authority in the data directory cannot be used
     */
    static TlsMaterial of(Settings settings, Clock real) {
        int port = settings.get(PORT);
        if (port != 0 && settings.get(HTTPS_PORT).equals(Optional.of(port))) {
            throw new IllegalArgumentException(PORT.flag() + " and " + HTTPS_PORT.flag() + " are both " + port
                    + "; allowed are two different ports, or 0 for any free one");
        }
        Optional<SSLContext> given = given(settings);
        boolean serves = settings.get(HTTPS_PORT).isPresent();
        boolean signs = settings.get(DATA_PLANE) == Switch.ON || (serves && given.isEmpty());
        Optional<CertificateAuthority> authority =
                signs ? Optional.of(authority(settings.get(DATA_DIR), real)) : Optional.empty();
        return new TlsMaterial(
                authority,
                given.or(() -> authority.filter(own -> serves).map(own -> ServerTls.issued(own, names(settings)))));
    }

    /** What the files of the settings hold; empty if none are set. */
    private static Optional<SSLContext> given(Settings settings) {
        Optional<Path> certificate = settings.get(TLS_CERTIFICATE);
        Optional<Path> key = settings.get(TLS_KEY);
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        SettingRow<?> set = certificate.isPresent() ? TLS_CERTIFICATE : TLS_KEY;
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException(set.flag() + " is set without "
                    + (set == TLS_KEY ? TLS_CERTIFICATE : TLS_KEY).flag() + "; allowed are both or neither");
        }
        if (settings.get(HTTPS_PORT).isEmpty()) {
            throw new IllegalArgumentException(
                    set.flag() + " is set without " + HTTPS_PORT.flag() + ", the port that uses the certificate");
        }
        String chain = text(TLS_CERTIFICATE, certificate.get());
        String secret = text(TLS_KEY, key.get());
        try {
            return Optional.of(ServerTls.given(chain, secret));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    TLS_CERTIFICATE.flag() + " " + certificate.get() + ", " + TLS_KEY.flag() + " " + key.get() + ": "
                            + wrong.getMessage(),
                    wrong);
        }
    }

    private static String text(SettingRow<?> row, Path file) {
        try {
            if (Files.size(file) > MAX_PEM_BYTES) {
                throw new IllegalArgumentException(
                        row.flag() + ": " + FileNames.text(file) + " is larger than 1 MiB; allowed is a file in PEM");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    row.flag() + ": " + FileNames.text(file) + " cannot be read; allowed is a file in PEM", unreadable);
        }
    }

    private static CertificateAuthority authority(Optional<Path> directory, Clock real) {
        try {
            return KeptAuthority.in(directory, real);
        } catch (IOException unwritten) {
            throw new StateUnavailable(
                    "The certificate authority in the data directory (ca.pem, ca-key.pem) cannot be read or written ("
                            + Reason.of(unwritten)
                            + "). Make that possible, such as by freeing space, and start again.",
                    unwritten);
        } catch (IllegalArgumentException unusable) {
            throw new StateUnavailable(
                    "The certificate authority in the data directory (ca.pem, ca-key.pem) cannot be used: "
                            + Reason.of(unusable) + ". Delete both files to have another one made.",
                    unusable);
        }
    }

    /** The names by which this machine and the emulated services are reached. */
    private static List<String> names(Settings settings) {
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1", "host.docker.internal"));
        names.add("*." + CloudService.DOMAIN);
        Stream.of(Region.values())
                .map(region -> "*." + region.shortName() + "." + CloudService.DOMAIN)
                .forEach(names::add);
        Stream.concat(
                        Stream.concat(hostName().stream(), settings.get(HOST).stream()),
                        settings.get(ALLOWED_HOSTS).stream())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name ->
                        NAME.matcher(name).matches() || ADDRESS.matcher(name).matches())
                .forEach(names::add);
        return names.stream().distinct().toList();
    }

    /** The name of this machine; empty where it has none that is an address. */
    private static Optional<String> hostName() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException nameless) {
            return Optional.empty();
        }
    }
}
