package dev.blb.contract.target;

import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Settings.Variable;
import dev.blb.contract.target.Waits.Effect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * What the cases of one class need to exist. A fixture is made when a case first asks for it and shared by the cases of the
 * class; when it breaks it is made anew once, and after that every case that asks for it is undecided for the same reason.
 * What a single case makes is removed when it ends. For one thread at a time.
 */
public final class Given implements AutoCloseable {
    private static final int ATTEMPTS = 2;

    private final Target target;
    private final Instances instances;
    private final Deque<Runnable> ofCase = new ArrayDeque<>();
    private final Deque<Runnable> ofFixture = new ArrayDeque<>();
    private final Map<Class<?>, Object> made = new LinkedHashMap<>();
    private final Map<Class<?>, String> unavailable = new HashMap<>();
    private int attempts;
    private String broken = "";
    private String leased = "";
    private boolean makingFixture;
    private boolean ownReserved;
    private int madeOfCase;

    /** Nothing yet. */
    public Given(Target target) {
        this.target = target;
        this.instances = target.instances();
    }

    /** Where the target is. */
    public java.net.URI endpoint() {
        return target.endpoint();
    }

    /** The API. */
    public Cloud cloud() {
        return target.cloud();
    }

    /** The pace of the run. */
    public Pace pace() {
        return target.transport().pace();
    }

    /** The secret of every account of an emulator; for cases that need a second one. */
    public String secretOfAnyAccount() {
        return Variable.BLB_TEST_SECRET_KEY.emulatorDefault();
    }

    /** What the run was given. */
    public Settings settings() {
        return target.settings();
    }

    // --- fixtures ----------------------------------------------------------------------------------------------

    /**
     * What the cases of the class share, made by this function when it does not exist or has broken.
     *
     * @throws Undecided when it could not be made, or has broken a second time
     * @throws TestAbortedException when the run was not given what it needs
     */
    public <T> T fixture(Class<T> type, Function<Given, T> maker) {
        if (!broken.isEmpty()) {
            removeFixture();
        }
        Object existing = made.get(type);
        if (existing != null) {
            return type.cast(existing);
        }
        if (unavailable.containsKey(type)) {
            throw new TestAbortedException(unavailable.get(type));
        }
        while (attempts < ATTEMPTS) {
            attempts++;
            makingFixture = true;
            try {
                T fresh = maker.apply(this);
                made.put(type, fresh);
                broken = "";
                return fresh;
            } catch (AssertionError | Undecided failure) {
                markBroken(message(failure));
                removeFixture();
            } catch (TestAbortedException notGiven) {
                // Another attempt would lack the same, and find the half that this one has made.
                unavailable.put(type, message(notGiven));
                attempts--;
                throw notGiven;
            } finally {
                makingFixture = false;
            }
        }
        throw new Undecided("the fixture is broken: " + broken);
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null
                ? failure.toString()
                : failure.getMessage().strip();
    }

    /** The fixture is not what the cases expect; it will be made anew. */
    public void markBroken(String reason) {
        broken = reason;
    }

    /** Whether the shared instance is gone although no case has released it. */
    public boolean isInstanceGone() {
        return !leased.isEmpty() && cloud().get("/v1/blb/" + leased).status() == 404;
    }

    /** Restores what a case has changed; when that fails the fixture is broken, not the case. */
    public void cleanUp(Runnable restoration) {
        try {
            restoration.run();
        } catch (AssertionError | Undecided failure) {
            markBroken("a clean-up failed: " + message(failure));
        }
    }

    private void removeFixture() {
        made.clear();
        removeAll(ofFixture);
        if (!leased.isEmpty()) {
            String blbId = leased;
            leased = "";
            instances.discard(blbId);
        }
    }

    /** The shared instance of the class: bare, available, named and tagged. Only for the making of a fixture. */
    public String lease() {
        if (!makingFixture || ownReserved) {
            throw new IllegalStateException("a shared instance is leased by a fixture, before an own one");
        }
        if (leased.isEmpty()) {
            leased = instances.lease();
            new Bare(this, leased).restore();
        }
        return leased;
    }

    /** An available instance with these further members, for the fixture that is being made, else for this case. */
    public String own(String... members) {
        try {
            Answer answer = create(createBody(members));
            String blbId = answer.ok().text("/blbId");
            instances.settle(Effect.CREATE, blbId);
            return blbId;
        } catch (AssertionError failure) {
            // The making of a fixture is repeated by whoever asked for it.
            if (makingFixture) {
                throw failure;
            }
            throw new Undecided("what the case needs could not be made: " + message(failure), failure);
        }
    }

    /** A create that is the case's own subject; what it makes, if anything, is removed after the case. */
    public Answer create(String body) {
        return create("/v1/blb", body, makingFixture ? ofFixture : ofCase);
    }

    /** The same with this client token. */
    public Answer create(String body, String clientToken) {
        return create("/v1/blb?clientToken=" + clientToken, body, ofCase);
    }

    /**
     * A create that is the subject of several cases of the class; what it makes is removed with {@link #endShared}. It is
     * repeated while this address still belongs to an instance that was just released.
     */
    public Answer createShared(String body, String address) {
        Answer[] last = {create("/v1/blb", body, ofFixture)};
        target.waits().until(Effect.RELEASE, () -> {
            if (last[0].status() == 200 || !last[0].text("/message").contains(address)) {
                return Optional.of(last[0]);
            }
            endShared();
            last[0] = create("/v1/blb", body, ofFixture);
            return last[0].status() == 200 ? Optional.of(last[0]) : Optional.empty();
        });
        return last[0];
    }

    private Answer create(String path, String body, Deque<Runnable> removals) {
        if (ownReserved) {
            throw new IllegalStateException("one instance of its own at a time");
        }
        instances.reserveOwn();
        ownReserved = true;
        removals.push(() -> {
            ownReserved = false;
            instances.freeOwn();
        });
        Answer answer = instances.create(path, body);
        madeOfCase += answer.status() == 200 ? 1 : 0;
        remember(answer, removals);
        return answer;
    }

    /** What a repeated create should not have made, but may have. */
    public void remember(Answer answer) {
        remember(answer, ofCase);
    }

    private void remember(Answer answer, Deque<Runnable> removals) {
        if (answer.status() == 200 && !answer.text("/blbId").isEmpty()) {
            String blbId = answer.text("/blbId");
            removals.push(() -> instances.release(blbId));
        }
    }

    /** Removes what {@link #createShared} has made. */
    public void endShared() {
        removeAll(ofFixture);
    }

    /** The body of a create with place, unique name, tag and these further members. */
    public String createBody(String... members) {
        return instances.createBody(members);
    }

    // --- writes and their effects ------------------------------------------------------------------------------

    /** A write that must succeed; the instance takes writes again when this returns. */
    public Answer change(String blbId, String method, String path, String body) {
        Answer answer = cloud().send(method, path, body).ok();
        settle(blbId);
        return answer;
    }

    /** A listener with this body, such as {@code {"listenerPort":80,…}}. */
    public void listener(String blbId, String protocol, String body) {
        change(blbId, "POST", "/v1/blb/" + blbId + "/" + protocol + "listener", body);
    }

    /** Waits until an instance that was written to takes writes again. */
    public void settle(String blbId) {
        instances.settle(Effect.UPDATE, blbId);
    }

    /** Waits until a new instance takes writes. */
    public void awaitCreated(String blbId) {
        instances.settle(Effect.CREATE, blbId);
    }

    /** Repeats reads and what they assert until it holds, at most for the patience of the run. */
    public void eventually(Runnable read) {
        target.waits().eventually(read);
    }

    // --- ends --------------------------------------------------------------------------------------------------

    /** How many instances were asked for since this was asked last, shared ones not counted. */
    public int takeMade() {
        int taken = madeOfCase;
        madeOfCase = 0;
        return taken;
    }

    /** Removes what the case that has just ended has made. */
    public void endCase() {
        removeAll(ofCase);
    }

    /** Removes the case's leftovers and gives the shared instance back. */
    @Override
    public void close() {
        removeAll(ofCase);
        removeAll(ofFixture);
        made.clear();
        if (!leased.isEmpty()) {
            String blbId = leased;
            leased = "";
            if (broken.isEmpty()) {
                instances.giveBack(blbId);
            } else {
                instances.discard(blbId);
            }
        }
    }

    private static void removeAll(Deque<Runnable> removals) {
        @Nullable RuntimeException first = null;
        while (!removals.isEmpty()) {
            try {
                removals.pop().run();
            } catch (AssertionError failure) {
                first = first == null ? new Undecided(message(failure), failure) : first;
            } catch (RuntimeException failure) {
                first = first == null ? failure : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
