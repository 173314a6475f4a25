package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;

import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.ServerPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on a free loopback port that does with each connection what a test says. It has its own loopback address, so that
 * nothing else gets its port while it is killed.
 */
final class TestServer implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test-server");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final Conversation conversation;
    private final InetSocketAddress address;
    private volatile ServerSocket listening;

    /** What it does with a connection, which is closed after it. */
    interface Conversation {
        void with(Socket socket) throws IOException;
    }

    TestServer(Conversation conversation) {
        this(ownAddress(), conversation);
    }

    TestServer(String loopback, Conversation conversation) {
        this.conversation = conversation;
        listening = listen(new InetSocketAddress(Plans.address(loopback), 0));
        address = (InetSocketAddress) listening.getLocalSocketAddress();
    }

    private static String ownAddress() {
        int number = NUMBER.incrementAndGet();
        return "127.32." + number / 250 % 250 + "." + (1 + number % 250);
    }

    /** Sends back whatever comes. */
    static TestServer echo() {
        return new TestServer(socket -> {
            socket.getInputStream().transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        });
    }

    /** Says a text, and waits for the client's end. */
    static TestServer saying(String text) {
        return new TestServer(socket -> {
            socket.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        });
    }

    private ServerSocket listen(InetSocketAddress at) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(at, 1_000);
            threads.execute(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connections.add(connection);
                threads.execute(() -> talk(connection));
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void talk(Socket connection) {
        try (connection) {
            conversation.with(connection);
        } catch (IOException endedByTheOtherSide) {
            // The test asserts what the client saw.
        } finally {
            connections.remove(connection);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** This server behind a listener. */
    ServerPlan plan(String instanceId, int weight) {
        return Plans.server(instanceId, address, weight);
    }

    /** How many connections are open. */
    int open() {
        return connections.size();
    }

    /** Stops listening and resets every connection, as a process that is killed. */
    void kill() throws IOException {
        end();
        // Java returns from close while a thread may still be in accept, until which the kernel takes connections.
        until(this::refuses);
    }

    private void end() throws IOException {
        listening.close();
        for (Socket connection : connections) {
            try {
                connection.setSoLinger(true, 0);
                connection.close();
            } catch (SocketException endedMeanwhile) {
                // Its conversation has closed it.
            }
        }
    }

    private boolean refuses() {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            // Connected to itself, it happened to get the very port.
            return socket.getLocalPort() == address.getPort();
        } catch (IOException refused) {
            return true;
        }
    }

    /** Listens again, at the same port. */
    void revive() {
        listening = listen(address);
    }

    @Override
    public void close() {
        try {
            end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
