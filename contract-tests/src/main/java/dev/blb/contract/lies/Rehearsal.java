package dev.blb.contract.lies;

import dev.blb.contract.lies.Lie.Answer;
import dev.blb.contract.lies.Lie.Request;
import dev.blb.contract.lies.Lie.Teller;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The truth, which finds out which lies would change nothing that the cases ask for: one run for all lies about an operation,
 * in place of a run for each of them.
 */
final class Rehearsal implements Teller {
    private final Map<Lie, Teller> changedNothing = new HashMap<>();

    Rehearsal(Collection<Lie> lies) {
        lies.forEach(lie -> changedNothing.put(lie, lie.tellers().get()));
    }

    @Override
    public Request ask(Request asked) {
        changedNothing.values().removeIf(teller -> !asked.equals(teller.ask(asked.copy())));
        return asked;
    }

    @Override
    public Answer answer(Request asked, Answer original) {
        changedNothing.values().removeIf(teller -> !original.equals(teller.answer(asked, original.copy())));
        return original;
    }

    /** The lies that have changed nothing so far. */
    Set<Lie> changedNothing() {
        return Set.copyOf(changedNothing.keySet());
    }
}
