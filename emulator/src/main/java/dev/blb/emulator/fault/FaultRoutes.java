package dev.blb.emulator.fault;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The control routes of fault plans. */
public final class FaultRoutes {
    private final Faults faults;
    private final Function<String, Optional<String>> owner;

    /**
     * Routes over these plans.
     *
     * @param owner the account of a load balancer; empty if there is none with this id
     */
    public FaultRoutes(Faults faults, Function<String, Optional<String>> owner) {
        this.faults = faults;
        this.owner = owner;
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
        FaultPlan plan = Presets.declared(call.body());
        if (!call.account().isEmpty()) {
            refuseOthers(call, plan.traffic());
        }
        faults.set(call.account(), plan);
        return show(call);
    }

    /** Refuses rules of an account's plan about a load balancer of another account; one that is not there yet is allowed. */
    private void refuseOthers(ControlCall call, List<TrafficRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            String at = "traffic[" + i + "].blbId";
            String blbId = rules.get(i).blbId();
            owner.apply(blbId).filter(name -> !name.equals(call.account())).ifPresent(name -> {
                call.confinement().accept(name);
                throw INVALID_PARAMETER.at(
                        at,
                        "is \"%s\", a load balancer of account %s; allowed is one of account %s",
                        blbId,
                        name,
                        call.account());
            });
        }
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
