package dev.blb.emulator.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One connection to an emulator, byte by byte as a test writes it. */
public final class RawHttp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;

    /** A new connection to a server on loopback. */
    public RawHttp(URI server) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
            socket.setSoTimeout(TIMEOUT_MILLIS);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** An answer; {@code body} is as long as its Content-Length says, unless it was asked for by HEAD. */
    public record Answer(String head, String body) {
        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /** The value of a header, or the empty text. */
        public String header(String name) {
            for (String line : head.split("\r\n", -1)) {
                if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                    return line.substring(name.length() + 1).trim();
                }
            }
            return "";
        }
    }

    /** Sends bytes, one for each character up to U+00FF. */
    public RawHttp send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. */
    public RawHttp send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether bytes of an answer have come that were not read yet. */
    public boolean isAnswered() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The next answer on the connection. */
    public Answer answer() {
        return answer(true);
    }

    /** The next answer, which has no body, whatever its Content-Length says. */
    public Answer answerToHead() {
        return answer(false);
    }

    private Answer answer(boolean withBody) {
        try {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new AssertionError("the connection ended after: " + head);
                }
                head.write(next);
            }
            Answer answer = new Answer(head.toString(StandardCharsets.ISO_8859_1), "");
            String length = answer.header("Content-Length");
            int wanted = withBody && !length.isEmpty() ? Integer.parseInt(length) : 0;
            return new Answer(
                    answer.head(), new String(socket.getInputStream().readNBytes(wanted), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether the server has ended the connection and sent nothing more. */
    public boolean isAtEnd() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return e.getMessage() != null && e.getMessage().contains("reset");
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
