package dev.blb.contract.target;

import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Settings.Variable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a test needs to exist, and its removal afterwards in reverse order: also when the test fails or the process is
 * interrupted. At most three instances are alive at once, over all threads.
 */
public final class Given implements AutoCloseable {
    /** How many instances may be alive at once: they cost money on the cloud. */
    public static final int MAX_INSTANCES = 3;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long PERMIT_LIMIT_MINUTES = 15;
    private static final long POLL_NANOS = 25_000_000;
    private static final Semaphore PERMITS = new Semaphore(MAX_INSTANCES, true);
    private static final Deque<Runnable> LEFTOVERS = new ConcurrentLinkedDeque<>();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> LEFTOVERS.forEach(Given::removeLoudly), "remove-leftovers"));
    }

    private final Target target;
    private final Cloud cloud;
    private final Deque<Runnable> removals = new ArrayDeque<>();
    private int permits;

    /** Nothing yet. */
    public Given(Target target) {
        this.target = target;
        this.cloud = target.cloud();
    }

    /** Where the target is. */
    public java.net.URI endpoint() {
        return target.endpoint();
    }

    /** The API. */
    public Cloud cloud() {
        return cloud;
    }

    /** The secret of every account of an emulator; for tests that need a second one. */
    public String secretOfAnyAccount() {
        return Variable.BLB_TEST_SECRET_KEY.emulatorDefault();
    }

    /** What the run was given. */
    public Settings settings() {
        return target.settings();
    }

    /** A new, available instance with these further members, such as {@code "desc":"x"}; returns its id. */
    public String instance(String... members) {
        reserve(1);
        return create(members);
    }

    /** Reserves room for so many instances at once, 1 to 3; a test that needs several must ask for all in one call. */
    public void reserve(int instances) {
        if (permits > 0) {
            return;
        }
        try {
            if (!PERMITS.tryAcquire(instances, PERMIT_LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException("no room for an instance within " + PERMIT_LIMIT_MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        permits = instances;
    }

    /** The body of a create with place, unique name, tag and these further members. */
    public String createBody(String... members) {
        String more = members.length == 0 ? "" : "," + String.join(",", members);
        String name = String.join("", members).contains("\"name\":") ? "" : ",\"name\":\"" + RunId.uniqueName() + "\"";
        return "{\"vpcId\":\"" + settings().require(Variable.BLB_TEST_VPC_ID) + "\",\"subnetId\":\""
                + settings().require(Variable.BLB_TEST_SUBNET_ID) + "\",\"tags\":[{\"tagKey\":\"" + RunId.TAG_KEY
                + "\",\"tagValue\":\"" + RunId.value() + "\"}]" + name + more + "}";
    }

    private String create(String... members) {
        String blbId = cloud.post("/v1/blb", createBody(members)).ok().text("/blbId");
        remember(blbId);
        settle(blbId);
        return blbId;
    }

    /** Counts an instance that a test has made by itself among those to remove. */
    public void remember(String blbId) {
        Runnable removal = () -> release(blbId);
        LEFTOVERS.addFirst(removal);
        removals.push(() -> {
            removal.run();
            LEFTOVERS.remove(removal);
        });
    }

    /** A write that must succeed and has settled when this returns. */
    public Answer change(String blbId, String method, String path, String body) {
        Answer answer = cloud.send(method, path, body).ok();
        settle(blbId);
        return answer;
    }

    /** A listener with this body, such as {@code {"listenerPort":80,…}}. */
    public void listener(String blbId, String protocol, String body) {
        change(blbId, "POST", "/v1/blb/" + blbId + "/" + protocol + "listener", body);
    }

    /** Waits until an instance takes writes again, at most two minutes. */
    public void settle(String blbId) {
        long end = System.nanoTime() + LIMIT.toNanos();
        String status = "";
        while (System.nanoTime() - end < 0) {
            Answer answer = cloud.get("/v1/blb/" + blbId);
            status = answer.text("/status");
            if (status.equals("available")) {
                return;
            }
            if (answer.status() == 200 && !status.equals("creating") && !status.equals("updating")) {
                break;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new AssertionError(
                "load balancer " + blbId + " does not become available; its status is \"" + status + "\"");
    }

    private void release(String blbId) {
        Answer answer = cloud.delete("/v1/blb/" + blbId);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (answer.status() != 200 && answer.status() != 404 && System.nanoTime() - end < 0) {
            if (answer.text("/code").equals("AccessDenied")) {
                cloud.put("/v1/blb/" + blbId, "{\"allowDelete\":true}");
            }
            LockSupport.parkNanos(POLL_NANOS);
            answer = cloud.delete("/v1/blb/" + blbId);
        }
        if (answer.status() != 200 && answer.status() != 404) {
            throw new AssertionError("load balancer " + blbId + " is left over: "
                    + answer.exchange().answer());
        }
    }

    private static void removeLoudly(Runnable removal) {
        try {
            removal.run();
        } catch (RuntimeException | AssertionError failure) {
            System.err.println("left over: " + failure.getMessage());
        }
    }

    /** Removes everything in reverse order; the first failure is thrown after all was tried. */
    @Override
    public void close() {
        AssertionError first = null;
        while (!removals.isEmpty()) {
            try {
                removals.pop().run();
            } catch (AssertionError failure) {
                first = first == null ? failure : first;
            }
        }
        PERMITS.release(permits);
        permits = 0;
        if (first != null) {
            throw first;
        }
    }
}
