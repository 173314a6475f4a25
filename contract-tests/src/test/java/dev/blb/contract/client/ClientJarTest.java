package dev.blb.contract.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.client.BlbClient;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The client as it is shipped: small, and with a private copy of Jackson that no other version can replace. */
class ClientJarTest {
    @Test
    void bringsItsOwnJacksonUnderAnotherName() throws Exception {
        Path jar = Path.of(BlbClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(jar).as("run with -am package or verify").isRegularFile();
        assertThat(jar.toFile().length()).isLessThan(3_000_000);

        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> names = file.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .filteredOn(name -> name.endsWith(".class"))
                    .allMatch(name -> name.startsWith("dev/blb/client/"))
                    .contains("dev/blb/client/internal/jackson/databind/ObjectMapper.class");
            assertThat(names).contains("META-INF/LICENSE", "META-INF/NOTICE");
            assertThat(file.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo("dev.blb.client");
        }
    }
}
