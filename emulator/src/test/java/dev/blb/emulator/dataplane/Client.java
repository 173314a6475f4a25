package dev.blb.emulator.dataplane;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A client's connection over which requests are written as they stand on the wire. */
final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    InputStream in() {
        return in;
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(HttpServer.bytes(text));
    }

    Message read() throws IOException {
        return Message.read(in);
    }

    /** Sends a GET with these headers, each with its line end, and reads the answer. */
    Message get(String path, String... headers) throws IOException {
        return ask("GET", path, headers);
    }

    Message ask(String method, String path, String... headers) throws IOException {
        send(method + " " + path + " HTTP/1.1\r\nHost: h\r\n" + String.join("", headers) + "\r\n");
        return Message.read(in, method.equals("HEAD"));
    }

    /** Whether the connection ended in an orderly way. */
    boolean isEnded() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
