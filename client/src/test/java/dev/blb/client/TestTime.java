package dev.blb.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that moves by the pauses only, and records them. */
final class TestTime extends Clock implements Sleeper {
    static final Instant START = Instant.parse("2024-01-02T03:04:05Z");

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    @Override
    public Instant instant() {
        return START.plus(pauses.stream().reduce(Duration.ZERO, Duration::plus));
    }

    @Override
    public void sleep(Duration pause) {
        pauses.add(pause);
    }

    List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    /** A client of this server with this clock. */
    BlbClient.Builder client(ScriptedServer server) {
        return BlbClient.builder()
                .endpoint(server.uri())
                .credentials("test-key", "test-secret")
                .clock(this)
                .sleeper(this);
    }
}
