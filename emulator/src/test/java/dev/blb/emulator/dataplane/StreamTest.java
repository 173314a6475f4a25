package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Large bodies: they pass through a small heap, and a client that reads slowly holds nobody else up. */
class StreamTest {
    private static final long LARGE = 1L << 30;
    private static final TlsPlan TLS = new TlsPlan(
            List.of("tlsv12"),
            List.of("ECDHE-RSA-AES128-GCM-SHA256"),
            new CertificatePlan("cert-1", null, null, List.of()),
            List.of(),
            null);

    /** A body of pseudo-random bytes; its checksum is known to whoever makes it. */
    private static String write(OutputStream to, long length) throws IOException {
        // Native code: a cryptographic digest is slow with the first compiler alone, by which the tests run.
        CRC32 checksum = new CRC32();
        byte[] part = new byte[1 << 16];
        new Random(length).nextBytes(part);
        for (long left = length; left > 0; left -= part.length) {
            part[(int) (left / part.length % part.length)]++;
            checksum.update(part);
            to.write(part);
        }
        return Long.toHexString(checksum.getValue());
    }

    private static String read(InputStream from, long length) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] part = new byte[1 << 16];
        for (long left = length; left > 0; ) {
            int count = from.read(part, 0, (int) Math.min(part.length, left));
            if (count < 0) {
                throw new IOException(left + " bytes are missing");
            }
            checksum.update(part, 0, count);
            left -= count;
        }
        return Long.toHexString(checksum.getValue());
    }

    /** Reads bodies of POSTs and answers their checksum; answers GETs with a large body whose checksum is then kept. */
    private static TestServer server(CompletableFuture<String> sent) {
        return new TestServer(socket -> {
            InputStream in = new java.io.BufferedInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) in.read());
            }
            OutputStream out = socket.getOutputStream();
            if (head.toString().startsWith("GET")) {
                out.write(HttpServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n"));
                sent.complete(write(out, LARGE));
            } else {
                out.write(HttpServer.ok(read(in, LARGE), false));
            }
        });
    }

    @Test
    void aGigabytePassesUpAndDownThroughASmallHeap() throws Exception {
        CompletableFuture<String> sent = new CompletableFuture<>();
        String address = "127." + (64 + ProcessHandle.current().pid() % 63) + ".250.1";
        try (TestServer server = server(sent);
                PlaneProcess plane =
                        new PlaneProcess(address, server.address(), TLS, List.of("-Xmx64m", "-XX:+UseSerialGC"))) {
            assertThat(plane.endpoints()).hasSize(3);
            CompletableFuture<String> down = CompletableFuture.supplyAsync(() -> {
                try (Client client = new Client(connect(address))) {
                    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                    InputStream in = client.in();
                    assertThat(Message.read(in, true).header("content-length")).isEqualTo(String.valueOf(LARGE));
                    return read(in, LARGE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (Client client = new Client(connect(address))) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + LARGE + "\r\n\r\n");
                String checksum = write(client.socket().getOutputStream(), LARGE);
                assertThat(client.read().body()).isEqualTo(checksum);
            }
            assertThat(down.get()).isEqualTo(sent.get());
        }
    }

    private static Socket connect(String address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(Plans.address(address), 8080), 60_000);
        return socket;
    }
}
