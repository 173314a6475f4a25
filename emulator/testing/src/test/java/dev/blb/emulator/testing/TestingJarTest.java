package dev.blb.emulator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar that users depend on, run in a separate JVM with a class path like theirs. */
class TestingJarTest {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path TESTING_JAR = Path.of(System.getProperty("blb.testing.jar"));
    private static final Path EXECUTABLE_JAR = Path.of("..", "target", "blb-emulator.jar");
    private static final Path SIGNED_API =
            Path.of("..", "src", "test", "java", "dev", "blb", "emulator", "junit", "SignedApi.java");
    private static final String OUR_JUNIT = "1.13.4";
    private static final Path EXAMPLE =
            Path.of("..", "..", "client", "examples", "junit", "src", "test", "java", "LoadBalancerTest.java");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void holdsNothingThatCouldClash() throws IOException {
        try (JarFile jar = new JarFile(TESTING_JAR.toFile())) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(entry -> entry.getName()))
                    .contains("dev/blb/emulator/junit/blb-emulator.jar")
                    .allMatch(name -> name.startsWith("dev/blb/emulator/junit/")
                            || name.startsWith("dev/blb/emulator/testcontainers/")
                            || name.startsWith("META-INF/"));
        }
    }

    @Test
    void whatItHoldsNeedsNoTestLibrary() throws IOException {
        try (JarFile jar = new JarFile(EXECUTABLE_JAR.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .contains("dev/blb/emulator/Main.class", "dev/blb/emulator/junit/BlbTest.class")
                    .noneMatch(name -> name.startsWith("org/junit/")
                            || name.startsWith("org/testcontainers/")
                            || name.startsWith("com/github/dockerjava/"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.10.2", OUR_JUNIT, "6.1.3"})
    void worksBesideOldLibrariesAndWithEveryJunit(String junit) throws Exception {
        Run run = sample(TESTING_JAR, junit);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("1204 tests successful", "0 tests failed");
    }

    @Test
    void onOneClassPathTheOldLibrariesBreakIt() throws Exception {
        Run run = sample(EXECUTABLE_JAR, OUR_JUNIT);

        assertThat(run.exitCode()).as(run.output()).isNotZero();
        // Two threads start it, and either may meet a class of an old library first.
        assertThat(run.output())
                .contains("the emulator does not start")
                .containsAnyOf("org.eclipse.jetty.server.Request", "com/fasterxml/jackson/databind/cfg/MapperBuilder");
    }

    @Test
    void isFastEnoughForEveryTest() throws Exception {
        Run run = sample(TESTING_JAR, OUR_JUNIT, "--select-class=sample.SpeedTest");

        run.output().lines().filter(line -> line.contains("processor")).forEach(System.out::println);
        // The goals are 1.5 s and 5 ms of elapsed time on an idle machine. Processor time includes the JIT compiler's,
        // which
        // grows with the load.
        assertThat(run.number("first test ready: .* processor (\\d+) us")).isLessThan(10_000_000);
        assertThat(run.number("per test: .* processor (\\d+) us")).isLessThan(20_000);
    }

    @Test
    void theExampleOfThePagesRuns() throws Exception {
        Run run = run(
                List.of(EXAMPLE), join(List.of(TESTING_JAR, junit(OUR_JUNIT)), jars("client")), "--scan-class-path");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("2 tests successful", "0 tests failed");
    }

    private Run sample(Path emulator, String junit, String... selection) throws Exception {
        Path sources = Path.of("src", "it", "java", "sample");
        return run(
                List.of(sources.resolve("OldLibrariesTest.java"), sources.resolve("SpeedTest.java"), SIGNED_API),
                join(jars("old-libraries"), List.of(emulator, junit(junit))),
                selection.length == 0 ? new String[] {"--scan-class-path"} : selection);
    }

    private Run run(List<Path> sources, List<Path> libraries, String... selection) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String classPath = join(List.of(classes), libraries).stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> options = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-cp", classPath));
        var compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            assertThat(compiler.getTask(
                                    complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                            .call())
                    .as(complaints.toString())
                    .isTrue();
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--details=summary"));
        command.addAll(List.of(selection));
        if (List.of(selection).contains("--scan-class-path")) {
            command.set(command.indexOf("--scan-class-path"), "--scan-class-path=" + classes);
        }
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(20, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(output));
    }

    private static Path junit(String version) {
        return TARGET.resolve("junit/junit-platform-console-standalone-" + version + ".jar");
    }

    private static List<Path> jars(String folder) throws IOException {
        try (Stream<Path> files = Files.list(TARGET.resolve(folder))) {
            return files.toList();
        }
    }

    private static List<Path> join(List<Path> first, List<Path> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** How a JVM ended and what it printed. */
    private record Run(int exitCode, String output) {
        long number(String pattern) {
            Matcher found = Pattern.compile(pattern).matcher(output);
            assertThat(found.find()).as(output).isTrue();
            return Long.parseLong(found.group(1));
        }
    }
}
