package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * A change of a postpaid instance to prepaid [meta] [doc:orders].
 *
 * @param members what is set so far
 */
public record ChangeToPrepaid(Members members) {
    /** Refuses null by name. */
    public ChangeToPrepaid {
        Required.notNull("members", members);
    }

    /** Paid for 1 to 9, 12, 24 or 36 months beforehand. */
    public static ChangeToPrepaid months(int months) {
        return new ChangeToPrepaid(Members.NONE.withMonths("reservationLength", months));
    }

    /** How it is charged; {@code BySpec} is the default and the only documented value. */
    public ChangeToPrepaid billingMethod(BillingMethod method) {
        return new ChangeToPrepaid(members.with("billingMethod", method));
    }

    /** The size; unchanged by default. */
    public ChangeToPrepaid performanceLevel(PerformanceLevel level) {
        return new ChangeToPrepaid(members.with("performanceLevel", level));
    }
}
