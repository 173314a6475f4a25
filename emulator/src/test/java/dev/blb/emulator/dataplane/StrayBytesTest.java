package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static dev.blb.emulator.dataplane.HttpServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that a server sends behind its answer: they are no part of the answer to another request. */
class StrayBytesTest {
    private static final String STOLEN = "HTTP/1.1 201 STOLEN\r\nSet-Cookie: victim=1\r\nX-Rest:";

    private final Rig rig = new Rig();
    private final AtomicInteger connections = new AtomicInteger();

    @AfterEach
    void close() {
        rig.close();
    }

    /** A server whose first connection answers the first request so, and each other request as it should. */
    private TestServer server(String first) {
        return new TestServer(socket -> {
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            if (connections.incrementAndGet() == 1) {
                Message.read(in);
                socket.getOutputStream().write(bytes(first));
            }
            while (true) {
                Message.read(in);
                socket.getOutputStream().write(HttpServer.ok("right", false));
            }
        });
    }

    private Client client(TestServer server) throws IOException {
        rig.apply(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null, server.plan("i-a", 1)));
        return new Client(rig.connect(8080));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "HEAD;HTTP/1.1 200 OK|Content-Length: 4||body",
                "HEAD;HTTP/1.1 200 OK|Content-Length: 4||",
                "GET;HTTP/1.1 304 Not Modified|Content-Length: 4||body",
                "GET;HTTP/1.1 204 No Content||body",
                "GET;HTTP/1.1 200 OK|Content-Length: 2||ok!",
                "GET;HTTP/1.1 200 OK|Content-Length: 2||ok|",
                "GET;HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0||left",
                "HEAD;HTTP/1.1 200 OK||STOLEN",
                "GET;HTTP/1.1 204 No Content||STOLEN",
                "GET;HTTP/1.1 200 OK|Content-Length: 2||okSTOLEN"
            })
    void whatIsLeftOfAnAnswerIsDropped(String method, String answer) throws IOException {
        try (TestServer server = server(answer.replace("|", "\r\n").replace("STOLEN", STOLEN));
                Client client = client(server)) {
            assertThat(client.ask(method, "/first").status()).isLessThan(400);
            boolean strays = !answer.endsWith("4||");
            if (strays) {
                until(() -> server.open() == 0);
            }
            Message next = client.get("/next");
            assertThat(next.firstLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(next.body()).isEqualTo("right");
            assertThat(connections).hasValue(strays ? 2 : 1);
        }
    }

    /** The next request is there already, and is sent as soon as the first one is answered. */
    @Test
    void aRequestThatWaitsGetsAConnectionOfItsOwn() throws IOException {
        try (TestServer server = server("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + STOLEN);
                Client client = client(server)) {
            String head = " / HTTP/1.1\r\nHost: h\r\n\r\n";
            client.send("HEAD" + head + "GET" + head);
            assertThat(Message.read(client.in(), true).status()).isEqualTo(200);
            assertThat(client.read().body()).isEqualTo("right");
            assertThat(connections).hasValue(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"STOLEN", "x", "'\r\n'", "'HTTP/1.1 408 Request Timeout\r\n\r\n'"})
    void bytesOnAnIdleConnectionEndIt(String bytes) throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        try (TestServer server = new TestServer(socket -> {
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            boolean isFirst = connections.incrementAndGet() == 1;
            Message.read(in);
            socket.getOutputStream().write(HttpServer.ok("right", false));
            if (isFirst) {
                await(answered);
                socket.getOutputStream().write(bytes(bytes.replace("STOLEN", STOLEN)));
            }
            Message.read(in);
        })) {
            try (Client client = client(server)) {
                assertThat(client.get("/").body()).isEqualTo("right");
                answered.countDown();
                until(() -> server.open() == 0);
                assertThat(client.get("/").body()).isEqualTo("right");
            }
        } finally {
            answered.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
