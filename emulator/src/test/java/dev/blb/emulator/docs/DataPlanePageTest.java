package dev.blb.emulator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.FreePort;
import dev.blb.emulator.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    private static final int LIMIT_SECONDS = 500;

    @Test
    void theFirstRequestIsForwarded(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Stream.of("sh", "python3", "curl").allMatch(DataPlanePageTest::isThere));
        Matcher script = SCRIPT.matcher(Files.readString(Path.of("docs", "data-plane.md")));
        assertThat(script.find()).isTrue();
        Map<String, String> ports = Stream.of("8252", "9001", "9002", "8080")
                .collect(Collectors.toMap(port -> port, port -> String.valueOf(FreePort.any())));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String emulator = "'" + java + "' -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                + Main.class.getName();
        // Only what starts the emulator takes the port; what waits for it takes the address.
        String api = ports.get("8252");
        String commands = Pattern.compile(String.join("|", ports.keySet()))
                .matcher(script.group(1))
                .replaceAll(port -> ports.get(port.group()))
                .replace(
                        "java -jar emulator/target/blb-emulator.jar --auth off",
                        emulator + " --port " + api + " --auth off")
                .replace("java -jar emulator/target/blb-emulator.jar wait", emulator + " wait http://127.0.0.1:" + api)
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
}
