package dev.blb.emulator.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A running emulator in this JVM, on a free port. Where the whole emulator is sealed in this class's jar, it is loaded
 * from there by a class loader that shares nothing but the JDK with the test; elsewhere from the class path.
 */
final class Server implements BlbEmulatorExtension.Giving {
    private static final String SEALED_JAR = "blb-emulator.jar";

    /** One for the JVM: loading the classes is what makes the first start slow. */
    private static @Nullable ClassLoader classes;

    private final AutoCloseable emulator;
    private final URI endpoint;
    private final Optional<URI> httpsUri;

    private Server(AutoCloseable emulator, URI endpoint, Optional<URI> httpsUri) {
        this.emulator = emulator;
        this.endpoint = endpoint;
        this.httpsUri = httpsUri;
    }

    /**
     * Starts one with these flags of the command line; when this returns, it serves.
     *
     * @throws IllegalStateException if a flag is wrong, with a message that tells what is allowed
     */
    static Server start(String... flags) {
        // Somebody who wants to see the requests in the test's output sets it to info.
        System.getProperties().putIfAbsent("org.slf4j.simpleLogger.log.dev.blb.emulator", "warn");
        return inside(() -> {
            Class<?> main = Class.forName("dev.blb.emulator.Main", true, classes());
            Object emulator = main.getMethod("start", String[].class).invoke(null, (Object) flags);
            URI endpoint = (URI) emulator.getClass().getMethod("baseUri").invoke(emulator);
            Optional<?> httpsUri =
                    (Optional<?>) emulator.getClass().getMethod("httpsUri").invoke(emulator);
            return new Server((AutoCloseable) emulator, endpoint, httpsUri.map(URI.class::cast));
        });
    }

    /** Its address. */
    URI endpoint() {
        return endpoint;
    }

    /** Its address over TLS; empty if it has no https port. */
    Optional<URI> httpsUri() {
        return httpsUri;
    }

    @Override
    public void close() {
        inside(() -> {
            emulator.close();
            return this;
        });
    }

    /** Libraries look for their services through the thread's class loader; there they must find the emulator's. */
    private static <T> T inside(Callable<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader outside = thread.getContextClassLoader();
        thread.setContextClassLoader(classes());
        try {
            return work.call();
        } catch (InvocationTargetException failure) {
            Throwable cause = failure.getTargetException();
            throw new IllegalStateException("the emulator does not start: " + cause.getMessage(), cause);
        } catch (Exception failure) {
            throw new IllegalStateException("the emulator failed: " + failure, failure);
        } finally {
            thread.setContextClassLoader(outside);
        }
    }

    private static synchronized ClassLoader classes() {
        ClassLoader known = classes;
        if (known == null) {
            try (InputStream sealed = Server.class.getResourceAsStream(SEALED_JAR)) {
                known = sealed == null ? Server.class.getClassLoader() : unsealed(sealed);
            } catch (IOException e) {
                throw new UncheckedIOException("the emulator cannot be unpacked", e);
            }
            classes = known;
        }
        return known;
    }

    private static ClassLoader unsealed(InputStream sealed) throws IOException {
        Path jar = Files.createTempFile("blb-emulator-", ".jar");
        Files.copy(sealed, jar, StandardCopyOption.REPLACE_EXISTING);
        URLClassLoader loader = new URLClassLoader(
                "blb-emulator", new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try (loader) {
                                Files.deleteIfExists(jar);
                            } catch (IOException leftForTheSystem) {
                                System.err.println(jar + " cannot be deleted: " + leftForTheSystem.getMessage());
                            }
                        },
                        "blb-emulator-cleanup"));
        return loader;
    }
}
