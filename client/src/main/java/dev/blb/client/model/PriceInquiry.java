package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * A question for prices [meta] [doc:orders].
 *
 * @param members what is set so far
 */
public record PriceInquiry(Members members) {
    /** Refuses null by name. */
    public PriceInquiry {
        Required.notNull("members", members);
    }

    /** One shared standard instance. */
    public static PriceInquiry of() {
        return new PriceInquiry(Members.NONE);
    }

    /** The kind; standard by default. */
    public PriceInquiry blbType(LoadBalancerType type) {
        return new PriceInquiry(members.with("blbType", type));
    }

    /** The size; shared by default. */
    public PriceInquiry performanceLevel(PerformanceLevel level) {
        return new PriceInquiry(members.with("performanceLevel", level));
    }

    /** How many, 1 or more; 1 by default. */
    public PriceInquiry count(int count) {
        return new PriceInquiry(members.withRange("count", count, 1, Integer.MAX_VALUE));
    }

    /** How they are paid for. */
    public PriceInquiry billing(BillingTerms terms) {
        return new PriceInquiry(
                members.with("billing", Required.notNull("billing", terms).members()));
    }
}
