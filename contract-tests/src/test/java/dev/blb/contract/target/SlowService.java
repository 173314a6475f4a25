package dev.blb.contract.target;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A service that makes one load balancer, and answers that call when it is told to. */
final class SlowService implements AutoCloseable {
    private static final String PATH = "/v1/blb";
    private static final String ID = "lb-slow0001";
    private static final long LIMIT_SECONDS = 60;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final Set<String> alive = ConcurrentHashMap.newKeySet();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    SlowService() throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(PATH, this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void awaitCreate() throws InterruptedException {
        if (!asked.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no create call has come");
        }
    }

    void answerCreate() {
        mayAnswer.countDown();
    }

    Set<String> alive() {
        return alive;
    }

    /** The ids of the calls that delete; the empty text for a call that names none. */
    Set<String> deleted() {
        return deleted;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String id = path.length() > PATH.length() ? path.substring(PATH.length() + 1) : "";
            int status = 200;
            String body = "{}";
            switch (exchange.getRequestMethod()) {
                case "POST" -> {
                    asked.countDown();
                    if (!mayAnswer.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                        throw new IOException("nobody lets it answer");
                    }
                    alive.add(ID);
                    body = "{\"blbId\":\"" + ID + "\"}";
                }
                case "DELETE" -> {
                    deleted.add(id);
                    status = alive.remove(id) ? 200 : 404;
                }
                default -> {
                    status = id.isEmpty() || alive.contains(id) ? 200 : 404;
                    body = "{\"blbList\":["
                            + alive.stream().map(SlowService::item).collect(Collectors.joining(",")) + "]}";
                }
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String item(String id) {
        return "{\"blbId\":\"" + id + "\",\"name\":\"" + RunId.uniqueName() + "\",\"tags\":[" + RunId.tag() + "]}";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
