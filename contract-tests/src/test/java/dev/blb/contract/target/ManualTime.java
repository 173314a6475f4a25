package dev.blb.contract.target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only while somebody sleeps. */
final class ManualTime implements Time {
    private final List<Duration> pauses = new ArrayList<>();
    private long nanos;

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized void sleep(Duration pause) {
        pauses.add(pause);
        nanos += pause.toNanos();
    }

    synchronized List<Duration> takePauses() {
        List<Duration> taken = List.copyOf(pauses);
        pauses.clear();
        return taken;
    }
}
