package dev.blb.contract.target;

import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Settings.Variable;
import dev.blb.contract.target.Waits.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The load balancers of a run: two that classes share one after the other, and one at a time that a class or case has for
 * itself. So at most 3 are alive, and a run makes at most 25. Thread-safe.
 */
public final class Instances implements AutoCloseable {
    /** How many may be alive at once: they cost money on the cloud. */
    public static final int MAX_ALIVE = 3;

    /** How many a run may make. */
    public static final int MAX_MADE = 25;

    private static final int SHARED = MAX_ALIVE - 1;
    private static final long PERMIT_LIMIT_MINUTES = 30;
    private static final Set<String> UNSETTLED = Set.of("creating", "updating");

    private final Cloud cloud;
    private final Settings settings;
    private final Waits waits;
    private final Semaphore shared = new Semaphore(SHARED, true);
    private final Semaphore own = new Semaphore(MAX_ALIVE - SHARED, true);
    private final Deque<String> idle = new ArrayDeque<>();
    private final List<String> alive = new ArrayList<>();
    private int made;

    Instances(Cloud cloud, Settings settings, Waits waits) {
        this.cloud = cloud;
        this.settings = settings;
        this.waits = waits;
    }

    /** A shared instance for a class, until it gives it back or discards it. */
    String lease() {
        acquire(shared);
        try {
            String waiting = pollIdle();
            return waiting.isEmpty() ? createShared() : waiting;
        } catch (RuntimeException | AssertionError failure) {
            shared.release();
            throw failure;
        }
    }

    private String createShared() {
        String blbId = create("/v1/blb", createBody()).ok().text("/blbId");
        try {
            settle(Effect.CREATE, blbId);
            return blbId;
        } catch (RuntimeException | AssertionError failure) {
            release(blbId);
            throw failure;
        }
    }

    /** Gives a shared instance back, as bare as it was. */
    void giveBack(String blbId) {
        synchronized (this) {
            idle.push(blbId);
        }
        shared.release();
    }

    /** Releases a shared instance that is not fit for another class. */
    void discard(String blbId) {
        try {
            release(blbId);
        } finally {
            shared.release();
        }
    }

    /** Waits until no other class or case has an instance for itself. */
    void reserveOwn() {
        acquire(own);
    }

    /** The opposite of {@link #reserveOwn}, once that instance is released. */
    void freeOwn() {
        own.release();
    }

    private static void acquire(Semaphore permits) {
        try {
            if (!permits.tryAcquire(PERMIT_LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new Undecided("no room for an instance within " + PERMIT_LIMIT_MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Undecided("interrupted while waiting for room for an instance", e);
        }
    }

    /** A create that must have room already; what it makes counts as alive until {@link #release}. */
    Answer create(String path, String body) {
        // Not counted: it will not be sent.
        cloud.refuseWhileEnding();
        synchronized (this) {
            if (made >= MAX_MADE) {
                throw new Undecided("the run has made " + MAX_MADE + " load balancers, which is its limit");
            }
            if (alive.size() >= MAX_ALIVE) {
                throw new Undecided(alive.size()
                        + " load balancers are alive, some could not be released; the limit is " + MAX_ALIVE);
            }
            made++;
            // Counted before it exists: the answer may be lost.
            alive.add("");
        }
        String blbId = "";
        boolean refused = false;
        try {
            Answer answer = cloud.post(path, body);
            refused = answer.status() != 200;
            blbId = refused ? "" : answer.text("/blbId");
            return answer;
        } finally {
            synchronized (this) {
                made -= refused ? 1 : 0;
                alive.remove("");
                if (!blbId.isEmpty()) {
                    alive.add(blbId);
                }
            }
        }
    }

    /** Releases an instance, also a protected one, and waits until it is gone. */
    void release(String blbId) {
        Optional<Answer> released = waits.until(Effect.UPDATE, () -> {
            Answer answer = cloud.delete("/v1/blb/" + blbId);
            if (answer.text("/code").equals("AccessDenied")) {
                cloud.put("/v1/blb/" + blbId, "{\"allowDelete\":true}");
            }
            return answer.status() == 200 || answer.status() == 404 ? Optional.of(answer) : Optional.empty();
        });
        if (released.isEmpty()) {
            throw new Undecided("load balancer " + blbId + " is left over: it could not be released");
        }
        Optional<Answer> gone = waits.until(
                Effect.RELEASE,
                () -> Optional.of(cloud.get("/v1/blb/" + blbId)).filter(answer -> answer.status() == 404));
        if (gone.isEmpty()) {
            throw new Undecided("load balancer " + blbId + " is left over: its release was answered with "
                    + released.get().status() + ", and it is still there");
        }
        synchronized (this) {
            alive.remove(blbId);
        }
    }

    /** Waits until an instance takes writes again. */
    void settle(Effect effect, String blbId) {
        String[] status = {""};
        Optional<String> available = waits.until(effect, () -> {
            Answer answer = cloud.get("/v1/blb/" + blbId);
            status[0] = answer.text("/status");
            // A new instance may be missing for a while.
            boolean pending = answer.status() == 404 || UNSETTLED.contains(status[0]);
            if (!pending && !status[0].equals("available")) {
                throw new AssertionError(
                        "load balancer " + blbId + " is neither available nor on the way there: " + answer.body());
            }
            return pending ? Optional.empty() : Optional.of(status[0]);
        });
        if (available.isEmpty()) {
            throw new Undecided(
                    "load balancer " + blbId + " does not become available; its status is \"" + status[0] + "\"");
        }
    }

    /** The body of a create with place, unique name, tag and these further members. */
    String createBody(String... members) {
        String more = members.length == 0 ? "" : "," + String.join(",", members);
        String given = String.join("", members);
        String name = given.contains("\"name\":") ? "" : ",\"name\":\"" + RunId.uniqueName() + "\"";
        String tags = given.contains("\"tags\":") ? "" : ",\"tags\":[" + RunId.tag() + "]";
        return "{\"vpcId\":\"" + settings.require(Variable.BLB_TEST_VPC_ID) + "\",\"subnetId\":\""
                + settings.require(Variable.BLB_TEST_SUBNET_ID) + "\"" + tags + name + more + "}";
    }

    private synchronized String pollIdle() {
        String id = idle.poll();
        return id == null ? "" : id;
    }

    /** How many this run has made. */
    public synchronized int made() {
        return made;
    }

    /** How many are alive. */
    public synchronized int alive() {
        return alive.size();
    }

    /** Releases all that are left, also what a create whose answer was lost has left. */
    @Override
    public void close() {
        List<String> left;
        synchronized (this) {
            // A create without an answer has no id yet; the search for what is unknown finds what it made.
            left = alive.stream().filter(blbId -> !blbId.isEmpty()).toList();
            idle.clear();
        }
        List<String> problems = new ArrayList<>();
        // What costs money is worth another wait.
        cloud.forgetOutage();
        for (String blbId : left) {
            releaseLoudly(blbId, problems);
        }
        if (made() > 0) {
            releaseUnknown(problems);
        }
        if (!problems.isEmpty()) {
            throw new Undecided("left over; --sweep removes it: " + problems);
        }
    }

    private void releaseUnknown(List<String> problems) {
        try {
            for (String blbId : new Sweep(cloud, waits).ofRun(RunId.value())) {
                releaseLoudly(blbId, problems);
            }
        } catch (RuntimeException | AssertionError failure) {
            problems.add("what else this run has made (" + failure.getMessage() + ")");
        }
    }

    private void releaseLoudly(String blbId, List<String> problems) {
        try {
            release(blbId);
        } catch (RuntimeException | AssertionError failure) {
            problems.add(blbId + " (" + failure.getMessage() + ")");
        }
    }
}
