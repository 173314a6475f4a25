package dev.blb.emulator.fault;

import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The control routes of fault plans. */
public final class FaultRoutes {
    private final Faults faults;

    /** Routes over these plans. */
    public FaultRoutes(Faults faults) {
        this.faults = faults;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        Schema account = Schema.of(ControlRoute.ACCOUNT);
        return List.of(
                ControlRoute.of(
                                "PUT",
                                "faults",
                                "let calls of ?account=, or of all accounts, fail as a plan says: seed and rules, or a preset",
                                this::set)
                        .query(account)
                        .body(Presets.MEMBERS),
                ControlRoute.of(
                                "GET",
                                "faults",
                                "the plan, and of each rule what was planned, what fired and what is left",
                                this::show)
                        .query(account),
                ControlRoute.of("DELETE", "faults", "remove the plan of ?account=, or all plans", this::remove)
                        .query(account)
                        .alsoOfKeys(name -> faults.plan(name).isPresent()));
    }

    private Object set(ControlCall call) {
        faults.set(call.account(), Presets.declared(call.body()));
        return show(call);
    }

    /**
     * What has become of a plan.
     *
     * @param active whether the account, or without one any account, has a plan of its own
     * @param accounts those that have one; the empty text stands for all others
     */
    record Plan(
            boolean active,
            @Nullable List<String> accounts,
            @Nullable Integer seed,
            List<RuleCount> rules) {}

    private Object show(ControlCall call) {
        Optional<ActivePlan> plan = faults.plan(call.account());
        boolean isOfAll = call.account().isEmpty();
        return new Plan(
                isOfAll ? !faults.isEmpty() : plan.isPresent(),
                isOfAll ? faults.accounts() : null,
                plan.map(ActivePlan::seed).orElse(null),
                plan.map(ActivePlan::counts).orElse(List.of()));
    }

    private Object remove(ControlCall call) {
        faults.remove(call.account());
        return show(call);
    }
}
