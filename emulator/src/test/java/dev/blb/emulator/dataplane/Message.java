package dev.blb.emulator.dataplane;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An HTTP message as it was on the wire; a character of its body is a byte. */
record Message(String firstLine, List<String> headers, String body, List<String> trailers) {
    /** Reads a request, or an answer to another request than HEAD. */
    static Message read(InputStream in) throws IOException {
        return read(in, false);
    }

    /** Reads a message; one without a body if its length is not to be believed. */
    static Message read(InputStream in, boolean hasNoBody) throws IOException {
        String firstLine = line(in);
        List<String> headers = lines(in);
        Message head = new Message(firstLine, headers, "", List.of());
        boolean isAnswer = firstLine.startsWith("HTTP/");
        if (hasNoBody || (isAnswer && firstLine.matches("\\S+ (1\\d\\d|204|304).*"))) {
            return head;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<String> trailers = List.of();
        if (head.all("transfer-encoding").contains("chunked")) {
            for (int size = size(in); size > 0; size = size(in)) {
                body.writeBytes(exactly(in, size));
                line(in);
            }
            trailers = lines(in);
        } else if (!head.all("content-length").isEmpty()) {
            body.writeBytes(exactly(in, Integer.parseInt(head.header("content-length"))));
        } else if (isAnswer) {
            in.transferTo(body);
        }
        return new Message(firstLine, headers, body.toString(ISO_8859_1), trailers);
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).replaceFirst(";.*", "").strip(), 16);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static List<String> lines(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        return lines;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended after \"" + line.toString(ISO_8859_1) + "\"");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    /** All values of a header. */
    List<String> all(String name) {
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** The only value of a header. */
    String header(String name) {
        List<String> all = all(name);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " headers " + name + " in " + headers);
        }
        return all.get(0);
    }

    int status() {
        return Integer.parseInt(firstLine.split(" ", -1)[1]);
    }
}
