package dev.blb.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts one program after the other. Each inherits all sockets of this process and has them until it runs, so a socket that is
 * closed meanwhile still listens for a moment.
 */
public final class ShortPrograms implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 60;

    private final Thread thread = new Thread(this::run, "short-programs");
    private volatile boolean isEnding;
    private final AtomicInteger started = new AtomicInteger();

    /** Begins to start programs. */
    public ShortPrograms() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!isEnding) {
                Process program = new ProcessBuilder("true").start();
                started.incrementAndGet();
                program.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many programs were started so far. */
    public int started() {
        return started.get();
    }

    @Override
    public void close() {
        isEnding = true;
        thread.interrupt();
    }
}
