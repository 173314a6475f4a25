package dev.blb.emulator.fault;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.TrafficFault.Point;
import dev.blb.emulator.traffic.TrafficFaults;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The plan of each account, and the one of all accounts without one of their own. They belong to the process, not to the state:
 * no snapshot and no data directory keeps them. Thread-safe.
 */
public final class Faults implements TrafficFaults, AutoCloseable {
    /** All accounts that have no plan of their own. */
    private static final String ALL = "";

    private final Clock clock;
    private final boolean hasTraffic;
    private final Optional<FaultPlan> initial;
    private final Map<String, ActivePlan> plans = new ConcurrentHashMap<>();

    /**
     * Begins with a plan for all accounts, or with none.
     *
     * @param clock the clock that windows of time and throttling go by
     * @param hasTraffic whether the data plane is on; without it a plan with rules about traffic is refused
     * @throws IllegalArgumentException if the plan is refused
     */
    public Faults(Clock clock, boolean hasTraffic, Optional<FaultPlan> initial) {
        this.clock = clock;
        this.hasTraffic = hasTraffic;
        this.initial = initial;
        try {
            reset(ALL);
        } catch (ApiException wrong) {
            throw new IllegalArgumentException(
                    "The fault plan of the start: " + wrong.member() + " " + wrong.detail(), wrong);
        }
    }

    /** Whether no account has a plan: then nothing is asked of each call. */
    public boolean isEmpty() {
        return plans.isEmpty();
    }

    /** The accounts that have a plan of their own; the empty text stands for all others. */
    List<String> accounts() {
        return plans.keySet().stream().sorted().toList();
    }

    /** The fault of a call, if its account's plan has one for it. */
    public Optional<Fired> fire(Asked asked, String requestId) {
        ActivePlan plan = planFor(asked.account());
        return plan == null ? Optional.empty() : plan.fire(asked, requestId);
    }

    /** {@inheritDoc} The plan is that of the load balancer's account, as for calls. */
    @Override
    public @Nullable Hit fire(Point point, ListenerPlan listener, String instanceId, int openConnections) {
        ActivePlan plan = planFor(listener.account());
        return plan == null
                ? null
                : plan.fire(point, listener.key(), instanceId, openConnections).orElse(null);
    }

    /** The plan that holds for an account: its own, or that of all without one. */
    private @Nullable ActivePlan planFor(String account) {
        ActivePlan own = plans.get(account);
        return own == null ? plans.get(ALL) : own;
    }

    /** Sets the plan of an account; with the empty text that of all without one of their own. Counts begin anew. */
    void set(String account, FaultPlan plan) {
        if (!hasTraffic && !plan.traffic().isEmpty()) {
            throw INVALID_PARAMETER.at(
                    "traffic", "has rules about the data plane, which is off; start the emulator with --data-plane on");
        }
        for (int i = 0; i < plan.rules().size() && !account.isEmpty(); i++) {
            if (plan.rules().get(i).effect() instanceof Effect.Outage) {
                throw INVALID_PARAMETER.at(
                        "rules[" + i + "].effect.connectionRefused",
                        "is given in the plan of account %s, and all accounts share the port of the API; allowed is it in the"
                                + " plan of all accounts, which is set without ?account=",
                        account);
            }
        }
        ended(plans.put(account, new ActivePlan(plan, clock)));
    }

    /** Removes the plan of an account; with the empty text all plans. Calls that wait go on. */
    void remove(String account) {
        if (account.isEmpty()) {
            plans.keySet().forEach(each -> ended(plans.remove(each)));
        } else {
            ended(plans.remove(account));
        }
    }

    /** Removes the plan of an account; with the empty text all of them, and sets that of the start. */
    public void reset(String account) {
        remove(account);
        if (account.isEmpty()) {
            initial.ifPresent(plan -> set(ALL, plan));
        }
    }

    private static void ended(@Nullable ActivePlan plan) {
        if (plan != null) {
            plan.remove();
        }
    }

    Optional<ActivePlan> plan(String account) {
        return Optional.ofNullable(plans.get(account));
    }

    /** Lets calls that wait go on, for the end of the server. */
    @Override
    public void close() {
        remove(ALL);
    }
}
