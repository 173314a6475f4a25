package dev.blb.emulator.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** The part about the JUnit extension: {@link ExtensionStart} in fresh JVMs of each JDK. */
final class Junit {
    private final Setup setup;

    Junit(Setup setup) {
        this.setup = setup;
    }

    void measure() throws IOException, InterruptedException {
        for (int round = 0; round < Setup.ROUNDS; round++) {
            for (Jdk jdk : setup.jdks()) {
                Process process = new ProcessBuilder(List.of(
                                jdk.java().toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ExtensionStart.class.getName()))
                        .redirectError(setup.log("junit").toFile())
                        .start();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IllegalStateException(
                            "the extension failed:\n" + said + Files.readString(setup.log("junit")));
                }
                String[] millis = said.trim().split(" ", -1);
                add("first test ready", jdk, millis[0]);
                add("each further test", jdk, millis[1]);
                add("first create", jdk, millis[2]);
            }
        }
    }

    private void add(String row, Jdk jdk, String millis) {
        setup.figures().add("JUnit extension: ms", row, "JDK " + jdk.feature(), Double.parseDouble(millis));
    }
}
