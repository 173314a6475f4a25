package dev.blb.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A loopback server that records the bytes it gets and answers by a script, also with what no HTTP server would send. */
final class ScriptedServer implements AutoCloseable {
    /** What one connection brought. Header names are in lower case. */
    record Sent(String method, String target, Map<String, String> headers, String body) {
        /** The header with this name in lower case, or the empty text. */
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String path() {
            return target.split("\\?", 2)[0];
        }
    }

    /** The bytes to answer with; then the connection is closed, unless it shall hang. */
    record Reply(String bytes, boolean hangs) {
        static Reply of(int status, String body, String... headers) {
            StringBuilder bytes = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\nConnection: close\r\n");
            for (String header : headers) {
                bytes.append(header).append("\r\n");
            }
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            return new Reply(bytes + "Content-Length: " + length + "\r\n\r\n" + body, false);
        }

        static Reply error(int status, String code) {
            return of(status, """
                    {"requestId":"id-%s","code":"%s","message":"about %s"}""".formatted(code, code, code));
        }

        static Reply raw(String bytes) {
            return new Reply(bytes, false);
        }

        static Reply hanging(String bytes) {
            return new Reply(bytes, true);
        }
    }

    private final ServerSocket socket;
    private final Function<Integer, Reply> script;
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch firstRequest = new CountDownLatch(1);

    private ScriptedServer(Function<Integer, Reply> script) throws IOException {
        this.script = script;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::acceptAll);
    }

    /** A server that gives these replies in turn, then the last one for ever. */
    static ScriptedServer replying(Reply... replies) throws IOException {
        return new ScriptedServer(index -> replies[Math.min(index, replies.length - 1)]);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    void awaitFirstRequest() throws InterruptedException {
        firstRequest.await();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        try {
            for (int index = 0; ; index++) {
                Socket connection = socket.accept();
                Reply reply = script.apply(index);
                start(() -> serve(connection, reply));
            }
        } catch (IOException closing) {
            closed.countDown();
        }
    }

    private void serve(Socket connection, Reply reply) {
        try (connection) {
            sent.add(read(new BufferedInputStream(connection.getInputStream())));
            firstRequest.countDown();
            connection.getOutputStream().write(reply.bytes().getBytes(StandardCharsets.UTF_8));
            connection.getOutputStream().flush();
            if (reply.hangs()) {
                closed.await();
            }
        } catch (IOException | InterruptedException gone) {
            // The client has given up, which is what some tests are about.
        }
    }

    private static Sent read(InputStream in) throws IOException {
        String[] requestLine = line(in).split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] header = line.split(": ?", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Sent(requestLine[0], requestLine[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the client went away");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
