package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.FreePort;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** Asks an nginx, where one is installed, what {@link RawRequestTest} says of it. */
class NginxComparisonTest {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");

    /**
     * Where nginx answers otherwise: it takes bare line feeds, hosts that are none and bytes that are not ASCII, drops headers
     * that it cannot read, and answers HTTP/0.9 without a head. We refuse all that.
     */
    private static final Map<String, Integer> DIFFERENCES = Map.ofEntries(
            Map.entry("HTTP/0.9", 0),
            Map.entry("Host with a user", 200),
            Map.entry("Host with a wrong port", 200),
            Map.entry("Latin-1 in a name", 200),
            Map.entry("Latin-1 in a trailer", 200),
            Map.entry("Latin-1 in a value", 200),
            Map.entry("Latin-1 in the Host", 200),
            Map.entry("Latin-1 in the target", 200),
            Map.entry("UTF-8 in a value", 200),
            Map.entry("the lowest byte that is not ASCII in a value", 200),
            Map.entry("bare line feed after a header", 200),
            Map.entry("bare line feeds", 200),
            Map.entry("line feed after a chunk", 200),
            Map.entry("line feed after a size", 200),
            Map.entry("no colon", 200),
            Map.entry("parenthesis in a name", 200),
            Map.entry("vertical tab before the coding", 501));

    @Test
    void answersAsTheTableSays(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(NGINX), "nginx is not installed");
        int port = FreePort.any();
        try (TestServer server = HttpServer.saying("ok")) {
            Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                    daemon off;
                    master_process off;
                    pid nginx.pid;
                    error_log error.log;
                    events {}
                    http {
                        access_log off;
                        client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                        server { listen 127.0.0.1:%d; location / { proxy_pass http:/%s; } }
                    }
                    """.formatted(port, server.address()));
            Process nginx = new ProcessBuilder(
                            NGINX.toString(), "-p", folder.toString(), "-c", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out.log").toFile())
                    .start();
            try {
                until(() -> accepts(port));
                assertThat(compare(port)).isEqualTo(DIFFERENCES);
            } finally {
                nginx.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The rows that nginx answers otherwise, with its status; 0 for none. */
    private static Map<String, Integer> compare(int port) throws IOException {
        Map<String, Integer> others = new TreeMap<>();
        for (Arguments row : RawRequestTest.requests().toList()) {
            int status = status(port, (String) row.get()[2]);
            if (status != (Integer) row.get()[1]) {
                others.put((String) row.get()[0], status);
            }
        }
        return others;
    }

    private static int status(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            in.mark(64);
            // HTTP/0.9 has no status line.
            boolean hasStatus = new String(in.readNBytes(5), ISO_8859_1).equals("HTTP/");
            in.reset();
            return hasStatus ? Message.read(in).status() : 0;
        } catch (SocketException reset) {
            return 0;
        }
    }
}
