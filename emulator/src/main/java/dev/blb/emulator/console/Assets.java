package dev.blb.emulator.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Scripts and styles, all of them in this jar. Their address names a digest of their content, so that browsers may keep them. */
final class Assets {
    private static final String WEBJARS = "/META-INF/resources/webjars/";
    private static final String OWN = "/console/";
    private static final int SHOWN_DIGITS = 12;

    /** The names of the files and where they are; a version in a path is the one in the build's {@code pom.xml}. */
    private static final Map<String, String> PLACES = places();

    private final Map<String, String> files = new LinkedHashMap<>();
    private final String digest;

    /** Loads all files. */
    Assets() {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        PLACES.forEach((name, place) -> {
            byte[] content = read(place);
            sha.update(content);
            files.put(name, new String(content, StandardCharsets.UTF_8));
        });
        digest = HexFormat.of().formatHex(sha.digest()).substring(0, SHOWN_DIGITS);
    }

    private static Map<String, String> places() {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("htmx.min.js", WEBJARS + "htmx.org/2.0.4/dist/htmx.min.js");
        places.put("sse.js", WEBJARS + "htmx-ext-sse/2.2.2/sse.js");
        places.put("uPlot.iife.min.js", WEBJARS + "uplot/1.6.30/dist/uPlot.iife.min.js");
        places.put("uPlot.min.css", WEBJARS + "uplot/1.6.30/dist/uPlot.min.css");
        places.put("console.js", OWN + "console.js");
        places.put("console.css", OWN + "console.css");
        places.put("icon.svg", OWN + "icon.svg");
        return places;
    }

    private static byte[] read(String place) {
        try (InputStream in = Assets.class.getResourceAsStream(place)) {
            if (in == null) {
                throw new IllegalStateException(place + " is missing from the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(place + " cannot be read", e);
        }
    }

    /** The path of a file below {@code /_blb/ui/}. */
    String path(String name) {
        return "assets/" + digest + "/" + name;
    }

    /** How many bytes all files have together. */
    long sizeBytes() {
        return files.values().stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    /** A file, which never changes at its address; 304 if the browser has it. */
    Optional<ConsoleAnswer> answer(String version, String name, String ifNoneMatch) {
        String text = files.get(name);
        if (text == null || !version.equals(digest)) {
            return Optional.empty();
        }
        String tag = "\"" + digest + "\"";
        Map<String, String> headers = Map.of("ETag", tag, "Cache-Control", "public, max-age=31536000, immutable");
        return Optional.of(
                ifNoneMatch.equals(tag)
                        ? ConsoleAnswer.of(304, type(name), "", headers)
                        : ConsoleAnswer.of(200, type(name), text, headers));
    }

    private static String type(String name) {
        return name.endsWith(".css")
                ? "text/css; charset=utf-8"
                : name.endsWith(".svg") ? "image/svg+xml" : "text/javascript; charset=utf-8";
    }
}
