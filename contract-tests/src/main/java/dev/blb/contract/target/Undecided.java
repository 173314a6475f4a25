package dev.blb.contract.target;

import java.util.concurrent.TimeoutException;

/**
 * The verdict "undecided": a case could not be judged, because calls were throttled or lost for longer than the patience
 * of the run, or because what the case needs could not be made. It says nothing about the contract.
 */
public final class Undecided extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether a failure is this verdict, perhaps wrapped by who called; an assertion that failed never is. */
    public static boolean isIn(Throwable failure) {
        for (Throwable cause = failure; cause != null && !(cause instanceof AssertionError); cause = cause.getCause()) {
            if (cause instanceof Undecided || cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Could not be judged, for this reason. */
    public Undecided(String reason) {
        super(reason);
    }

    /** Could not be judged, for this reason, which has a cause. */
    public Undecided(String reason, Throwable cause) {
        super(reason, cause);
    }
}
