package dev.blb.contract.proxy;

import dev.blb.contract.proxy.Message.Answer;
import dev.blb.contract.proxy.Message.HalfAnswer;
import dev.blb.contract.proxy.Message.Reply;
import dev.blb.contract.proxy.Message.Request;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * An HTTP/1.1 server on loopback for tests of clients, which serves one request for each connection and can reset
 * connections and cut answers off. Requests may have a length, not chunks.
 */
public final class ProxyServer implements AutoCloseable {
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;
    private static final int READ_TIMEOUT_MILLIS = 30_000;
    private static final int THREADS = 32;
    private static final int BACKLOG = 64;

    private final ServerSocket socket;
    private final boolean tls;
    private final Handler handler;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        return thread;
    });

    /** Answers requests. */
    @FunctionalInterface
    public interface Handler {
        /** The reply to a request. */
        Reply reply(Request request) throws IOException;
    }

    /** A server that has begun to serve, over TLS if there is a context. */
    public ProxyServer(Handler handler, Optional<SSLContext> context) throws IOException {
        this.handler = handler;
        this.tls = context.isPresent();
        ServerSocketFactory factory = context.<ServerSocketFactory>map(SSLContext::getServerSocketFactory)
                .orElse(ServerSocketFactory.getDefault());
        socket = factory.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Its address. */
    public URI endpoint() {
        return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + socket.getLocalPort());
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout(READ_TIMEOUT_MILLIS);
            connection.setTcpNoDelay(true);
            Reply reply = handler.reply(read(new BufferedInputStream(connection.getInputStream())));
            if (reply instanceof Answer answer) {
                write(connection, head(answer) + answer.body());
            } else if (reply instanceof HalfAnswer half) {
                String body = half.whole().body();
                write(connection, head(half.whole()) + body.substring(0, body.length() / 2));
            } else {
                // Closing with a linger time of zero sends RST.
                connection.setSoLinger(true, 0);
            }
        } catch (IOException gone) {
            // The client has gone, or sent no request: nobody is left to be told.
            return;
        }
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(Message.bytes(text));
        connection.getOutputStream().flush();
    }

    private static String head(Answer answer) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + answer.status() + " Status\r\nConnection: close\r\nContent-Length: "
                        + answer.body().length() + "\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    private static Request read(InputStream in) throws IOException {
        String[] lines = readHead(in).split("\r\n", -1);
        String[] start = lines[0].split(" ", -1);
        if (start.length != 3) {
            throw new IOException("no request: " + lines[0]);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(":", 2);
            if (header.length == 2) {
                headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
            }
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (length > MAX_BODY_BYTES) {
            throw new IOException("a body of " + length + " bytes; the limit is " + MAX_BODY_BYTES);
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body ended early");
        }
        return new Request(start[0], start[1], headers, Message.body(body));
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0 || head.size() > MAX_HEAD_BYTES) {
                throw new EOFException("the head of a request ended early, or is too long");
            }
            head.write(next);
            matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("the server socket did not close", e);
        }
    }
}
