package dev.blb.emulator.api;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Names of files, also those whose characters are not in the encoding that Java reads names with, as with {@code LC_ALL=C}. */
public final class FileNames {
    private static final String ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");

    /** What stands where Java could not read a byte. */
    private static final char UNREAD = '\ufffd';

    private FileNames() {}

    /**
     * The path that a text names.
     *
     * @throws InvalidPathException if there can be none
     */
    public static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException unmappable) {
            if (!isAscii() || text.indexOf('\0') >= 0 || text.indexOf(UNREAD) >= 0) {
                throw unmappable;
            }
            return ofBytes(text);
        }
    }

    /** The text that a path was named by, for messages. */
    public static String text(Path path) {
        String read = path.toString();
        if (!isAscii() || read.indexOf(UNREAD) < 0) {
            return read;
        }
        // Only a URI tells the bytes, and always from the root; that of a folder ends with a slash.
        String whole = withoutSlash(path.toUri().getPath());
        String here = withoutSlash(Path.of("").toAbsolutePath().toUri().getPath()) + "/";
        return path.isAbsolute() || !whole.startsWith(here) ? whole : whole.substring(here.length());
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isAscii() {
        return Charset.isSupported(ENCODING) && Charset.forName(ENCODING).equals(StandardCharsets.US_ASCII);
    }

    /** The path with the bytes of the text in UTF-8, which only a URI can give it. */
    private static Path ofBytes(String text) {
        StringBuilder uri = new StringBuilder("file://");
        for (String name : text.split("/", -1)) {
            if (!name.isEmpty()) {
                uri.append('/');
                for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
                    uri.append("%%%02X".formatted(each & 0xff));
                }
            }
        }
        Path root = Path.of("/");
        Path absolute = Path.of(URI.create(uri.toString()));
        return text.startsWith("/") ? absolute : root.relativize(absolute);
    }

    /** What to do where this Java cannot read the names of all files; the empty text where it can. */
    public static String note() {
        return ENCODING.equalsIgnoreCase("UTF-8")
                ? ""
                : "; this Java reads names as " + ENCODING + ", for others set LC_ALL=C.UTF-8";
    }

    /** The same for the name of a directory that H2 opens, for which it has only Java's encoding. */
    public static String noteOfH2() {
        return ENCODING.equalsIgnoreCase("UTF-8")
                ? ""
                : "; H2 opens it by a name that this Java can write, as " + ENCODING
                        + ", for others set LC_ALL=C.UTF-8";
    }
}
