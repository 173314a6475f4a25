package dev.blb.emulator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** The commands of the data plane's page, run as they stand there but for their ports. */
@Isolated("calls go on with a warning after 2 s, which a busy machine may take for the first listener")
@Execution(ExecutionMode.SAME_THREAD)
class DataPlanePageTest {
    private static final Pattern SCRIPT =
            Pattern.compile("<!-- run: first request -->\\n```sh\\n(.*?)```", Pattern.DOTALL);

    private static final int LIMIT_SECONDS = 120;

    @Test
    void theFirstRequestIsForwarded(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Stream.of("sh", "python3", "curl").allMatch(DataPlanePageTest::isThere));
        Matcher script = SCRIPT.matcher(Files.readString(Path.of("docs", "data-plane.md")));
        assertThat(script.find()).isTrue();
        List<Integer> ports = free(4);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String emulator = "'" + java + "' -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                + Main.class.getName();
        // Only what starts the emulator takes the port; what waits for it takes the address.
        String commands = script.group(1)
                .replace("java -jar blb-emulator.jar --auth off", emulator + " --port " + ports.get(0) + " --auth off")
                .replace("java -jar blb-emulator.jar wait", emulator + " wait http://127.0.0.1:" + ports.get(0))
                .replace("8252", String.valueOf(ports.get(0)))
                .replace("9001", String.valueOf(ports.get(1)))
                .replace("9002", String.valueOf(ports.get(2)))
                .replace("8080", String.valueOf(ports.get(3)))
                .replace(" &\n", " & started=\"$started $!\"\n");
        Path output = folder.resolve("output.txt");
        Process shell = new ProcessBuilder("sh", "-c", "started=\ntrap 'kill $started' EXIT\n" + commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as(text).isTrue();
            List<String> answers = text.lines()
                    .filter(line -> line.equals("one") || line.equals("two"))
                    .toList();
            assertThat(answers).as(text).containsExactlyInAnyOrder("one", "two");
        } finally {
            shell.descendants().forEach(ProcessHandle::destroy);
            shell.destroy();
        }
    }

    private static boolean isThere(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private static List<Integer> free(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
