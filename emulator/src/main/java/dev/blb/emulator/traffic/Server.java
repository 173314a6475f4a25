package dev.blb.emulator.traffic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of one listener, from its attachment to its removal: its load and its counters go on through changes of the
 * plan. Connections keep it, so that they outlast the plan that they were scheduled by. Thread-safe.
 */
public final class Server {
    private static final int TOKEN_BYTES = 8;

    private final String instanceId;
    private final String token;
    private final AtomicInteger load = new AtomicInteger();
    private final Counters counters = new Counters();
    private volatile ServerPlan plan;
    private volatile boolean removed;

    Server(String blbId, ServerPlan plan) {
        this.instanceId = plan.instanceId();
        this.token = token(blbId, instanceId);
        this.plan = plan;
    }

    /**
     * What stands for a server in cookies: the same for all listeners of a load balancer and in every run (assumption; as
     * Tengine's {@code session_sticky} it hides the server's address).
     */
    static String token(String blbId, String instanceId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((blbId + "\n" + instanceId).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, TOKEN_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The machine. */
    public String instanceId() {
        return instanceId;
    }

    /** What stands for it in cookies: 16 hexadecimal digits. */
    public String token() {
        return token;
    }

    /** Its newest plan, which may lack the address that the server had when it was chosen. */
    public ServerPlan plan() {
        return plan;
    }

    void follow(ServerPlan changed) {
        plan = changed;
    }

    /** Whether it was removed from its listener; open connections go on for a while. */
    public boolean isRemoved() {
        return removed;
    }

    void remove() {
        removed = true;
    }

    /** How many connections, sessions or requests of this listener it has now. */
    public int load() {
        return load.get();
    }

    void take() {
        load.incrementAndGet();
    }

    boolean takeAt(int expected) {
        return load.compareAndSet(expected, expected + 1);
    }

    /** Says that a connection, session or request that was scheduled to it has ended. */
    public void release() {
        load.decrementAndGet();
    }

    /** Its counters. */
    public Counters counters() {
        return counters;
    }

    @Override
    public String toString() {
        return instanceId;
    }
}
