package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * A change of a prepaid instance to postpaid, or of a postpaid one's method [meta] [doc:orders].
 *
 * @param members what is set so far
 */
public record ChangeToPostpaid(Members members) {
    /** Refuses null by name. */
    public ChangeToPostpaid {
        Required.notNull("members", members);
    }

    /** At expiry, charged by performance level, which stays. */
    public static ChangeToPostpaid of() {
        return new ChangeToPostpaid(Members.NONE);
    }

    /** How it is charged; {@code BySpec} by default. */
    public ChangeToPostpaid billingMethod(BillingMethod method) {
        return new ChangeToPostpaid(members.with("billingMethod", method));
    }

    /** The size; unchanged by default. */
    public ChangeToPostpaid performanceLevel(PerformanceLevel level) {
        return new ChangeToPostpaid(members.with("performanceLevel", level));
    }

    /** Whether it happens now; by default at expiry, and until then other orders are refused. */
    public ChangeToPostpaid effectiveImmediately(boolean now) {
        return new ChangeToPostpaid(members.with("effectiveImmediately", now));
    }
}
