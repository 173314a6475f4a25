package dev.blb.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sends bytes as they are and reads what comes back. */
final class Wire implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 60_000;
    private static final int LARGEST_BODY = 64 << 20;

    private final int port;
    private Optional<Socket> open = Optional.empty();
    private InputStream in = InputStream.nullInputStream();

    Wire(int port) {
        this.port = port;
    }

    /**
     * An answer.
     *
     * @param headers names in lower case
     */
    record Answer(int status, Map<String, String> headers, String text) {}

    /** The answer to a whole request, over a connection that is kept. */
    Answer exchange(byte[] request, boolean head) throws IOException {
        boolean reused = open.isPresent();
        try {
            return attempt(request, head);
        } catch (IOException e) {
            close();
            // The server may close an idle connection at any time.
            if (!reused) {
                throw e;
            }
            return attempt(request, head);
        }
    }

    /** The first answer to bytes that need be no request, if the server gives one before it closes. */
    Optional<Answer> raw(byte[] bytes, boolean head) throws IOException {
        close();
        connect();
        try {
            open.orElseThrow().getOutputStream().write(bytes);
            open.orElseThrow().shutdownOutput();
        } catch (IOException refusedEarly) {
            // The server may answer and close before it has read everything; what it said can still be read.
        }
        try {
            return Optional.of(answer(head));
        } catch (EOFException | java.net.SocketException closed) {
            return Optional.empty();
        } finally {
            close();
        }
    }

    private Answer attempt(byte[] request, boolean head) throws IOException {
        if (open.isEmpty()) {
            connect();
        }
        open.orElseThrow().getOutputStream().write(request);
        Answer answer = answer(head);
        if (answer.headers().getOrDefault("connection", "").equalsIgnoreCase("close")) {
            close();
        }
        return answer;
    }

    private void connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        open = Optional.of(socket);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private Answer answer(boolean head) throws IOException {
        String statusLine = line();
        if (!statusLine.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new IOException("no status line: " + statusLine);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (status < 200) {
            return answer(head);
        }
        if (headers.getOrDefault("content-type", "").startsWith("text/event-stream")) {
            // It goes on until the client ends it.
            close();
            return new Answer(status, headers, "");
        }
        boolean hasBody = !head && status != 204 && status != 304;
        return new Answer(status, headers, hasBody ? new String(body(headers), StandardCharsets.UTF_8) : "");
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.write(exactly(size));
                line();
            }
            line();
            return body.toByteArray();
        }
        if (headers.containsKey("content-length")) {
            return exactly(Integer.parseInt(headers.get("content-length")));
        }
        return in.readNBytes(LARGEST_BODY);
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";", -1)[0].strip(), 16);
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the body ends after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new EOFException("closed within a line: " + line);
            }
            line.write(read);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
        }
        open = Optional.empty();
    }
}
