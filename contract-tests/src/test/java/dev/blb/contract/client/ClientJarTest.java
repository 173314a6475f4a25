package dev.blb.contract.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.client.BlbClient;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The client as it is shipped. */
class ClientJarTest {
    @Test
    void isSmall() throws URISyntaxException {
        Path jar = Path.of(BlbClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

        assertThat(jar)
                .isRegularFile()
                .extracting(file -> file.toFile().length())
                .satisfies(bytes -> assertThat(bytes).isLessThan(500_000));
    }
}
