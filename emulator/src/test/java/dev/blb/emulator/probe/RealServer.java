package dev.blb.emulator.probe;

import static dev.blb.emulator.Until.until;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A real HTTP server on a loopback port of its own, which can be stopped, started again, made slow and made to fail. */
public final class RealServer implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int port;
    private volatile int status = 200;
    private volatile long delayMillis;
    private volatile HttpServer server;
    private Socket reserved = new Socket();

    public RealServer() {
        server = listen(0);
        port = server.getAddress().getPort();
    }

    private HttpServer listen(int wanted) {
        try {
            HttpServer created =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 500);
            created.createContext("/", exchange -> {
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Host"));
                try {
                    closed.await(delayMillis, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            created.setExecutor(threads);
            created.start();
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** What it was asked: method, path and Host. */
    public List<String> requests() {
        return requests;
    }

    public void answer(int changed) {
        status = changed;
    }

    public void delay(long millis) {
        delayMillis = millis;
    }

    public void stop() {
        server.stop(0);
        // A program that another test starts may hold the closed socket open for a moment.
        until(this::isReserved);
    }

    /** A bound socket that does not listen refuses connections, and keeps the port from other tests. */
    private boolean isReserved() {
        try {
            reserved.close();
            reserved = new Socket();
            reserved.setReuseAddress(true);
            reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void startAgain() {
        try {
            reserved.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = listen(port);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
        try {
            reserved.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
