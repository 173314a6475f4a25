package dev.blb.emulator.dataplane;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes servers that speak HTTP over kept connections, as plainly as can be. */
final class HttpServer {
    private HttpServer() {}

    /** What is written for a request, as it stands on the wire. */
    interface Handler {
        void answer(Message request, OutputStream to) throws IOException;
    }

    /** Answers each request so. */
    static TestServer of(Handler handler) {
        return new TestServer(socket -> serve(socket, handler));
    }

    /** Answers each request with this text, whatever it is, and remembers the requests. */
    static TestServer saying(String text, List<Message> requests) {
        return of((request, to) -> {
            requests.add(request);
            to.write(ok(text, request.firstLine().startsWith("HEAD ")));
        });
    }

    /** Answers each request with this text. */
    static TestServer saying(String text) {
        return saying(text, new CopyOnWriteArrayList<>());
    }

    /** The same at a loopback address of the test's choice. */
    static TestServer at(String loopback, String text) {
        Handler handler = (request, to) -> to.write(ok(text, request.firstLine().startsWith("HEAD ")));
        return new TestServer(loopback, socket -> serve(socket, handler));
    }

    static byte[] ok(String text, boolean isHead) {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\nContent-Type: text/plain\r\n\r\n";
        return (isHead ? head : head + text).getBytes(ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static void serve(Socket socket, Handler handler) throws IOException {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        while (true) {
            handler.answer(Message.read(in), socket.getOutputStream());
            socket.getOutputStream().flush();
        }
    }
}
