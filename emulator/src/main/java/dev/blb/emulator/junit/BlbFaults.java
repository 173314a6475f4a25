package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.ControlClient.given;
import static dev.blb.emulator.junit.ControlClient.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fault plan of a test's account: which of its calls fail, how, and how often. A new plan replaces the old one. */
public final class BlbFaults {
    private final BlbWorld world;

    BlbFaults(BlbWorld world) {
        this.world = world;
    }

    /**
     * Sets a plan.
     *
     * @param json such as {@code {"seed":7,"rules":[{"name":"busy","match":{"first":2},"effect":{"status":503}}]}}
     * @throws IllegalArgumentException if it is wrong; the message tells what is allowed
     */
    public void plan(String json) {
        world.control("PUT", "faults", given("json", json));
    }

    /** Sets a plan that has a name: throttled, brownout, gateway-restart, lost-answers or slow-network. */
    public void preset(String name) {
        preset(name, 0);
    }

    /** The same with another seed, from 0 on, by which is drawn what happens by chance. */
    public void preset(String name, int seed) {
        plan(json(Map.<String, Object>of("preset", given("name", name), "seed", seed)));
    }

    /** Removes the plan; calls that it holds back go on. */
    public void clear() {
        world.control("DELETE", "faults", "");
    }

    /**
     * How often a rule was applied.
     *
     * @throws IllegalArgumentException if the plan has no rule of this name
     */
    public int fired(String rule) {
        String wanted = given("rule", rule);
        BlbBody plan = current();
        List<String> names = new ArrayList<>();
        for (int i = 0; plan.has("rules." + i); i++) {
            String name = plan.text("rules." + i + ".name");
            if (name.equals(wanted)) {
                return Integer.parseInt(plan.text("rules." + i + ".fired"));
            }
            names.add(name);
        }
        throw new IllegalArgumentException("the plan has no rule \"" + rule + "\"; allowed is one of " + names);
    }

    /**
     * Fails unless each rule was applied as often as it was planned, and those without a number at least once.
     *
     * @throws AssertionError that tells for each other rule how many calls it was about and what is left
     */
    public void assertAllFired() {
        BlbBody plan = current();
        List<String> unfired = new ArrayList<>();
        int rules = 0;
        for (; plan.has("rules." + rules); rules++) {
            String at = "rules." + rules + ".";
            boolean isDone = plan.has(at + "left") ? plan.is(at + "left", 0) : !plan.is(at + "fired", 0);
            if (!isDone) {
                unfired.add(plan.text(at + "name") + ": planned "
                        + (plan.has(at + "planned") ? plan.text(at + "planned") : "any number") + ", fired "
                        + plan.text(at + "fired") + ", of " + plan.text(at + "matched") + " calls that it is about");
            }
        }
        if (rules == 0) {
            throw new AssertionError("There is no fault plan, so that nothing could fire");
        }
        if (!unfired.isEmpty()) {
            throw new AssertionError("These faults did not fire as planned:\n  " + String.join("\n  ", unfired)
                    + "\nThe calls were:\n  "
                    + String.join(
                            "\n  ",
                            world.requests().stream().map(BlbCall::toString).toList()));
        }
    }

    private BlbBody current() {
        return BlbBody.of(world.control("GET", "faults", ""));
    }
}
