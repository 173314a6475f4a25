package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * How an instance is paid for [meta].
 *
 * @param members what is set so far
 */
public record BillingTerms(Members members) {
    /** Refuses null by name. */
    public BillingTerms {
        Required.notNull("members", members);
    }

    /** Paid afterwards, by the service's default method. */
    public static BillingTerms postpaid() {
        return new BillingTerms(Members.NONE.with("paymentTiming", PaymentTiming.POSTPAID));
    }

    /** Paid afterwards by this method. */
    public static BillingTerms postpaid(BillingMethod method) {
        return new BillingTerms(postpaid().members().with("billingMethod", method));
    }

    /** Paid for 1 to 9, 12, 24 or 36 months beforehand. */
    public static BillingTerms prepaid(int months) {
        return new BillingTerms(Members.NONE
                .with("paymentTiming", PaymentTiming.PREPAID)
                .with("reservation", Members.NONE.withMonths("reservationLength", months)));
    }
}
