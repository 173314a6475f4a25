package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The automatic renewal of a prepaid instance [meta] [go].
 *
 * @param autoRenewLength 1 to 9 months or 1 to 3 years
 * @param autoRenewTimeUnit months or years
 */
public record AutoRenewal(int autoRenewLength, AutoRenewTimeUnit autoRenewTimeUnit) {
    /** A renewal; refuses a length out of range. */
    public AutoRenewal {
        Required.notNull("autoRenewTimeUnit", autoRenewTimeUnit);
        Required.inRange(
                "autoRenewLength", autoRenewLength, 1, autoRenewTimeUnit.equals(AutoRenewTimeUnit.YEAR) ? 3 : 9);
    }

    /** A renewal by 1 to 9 months. */
    public static AutoRenewal months(int months) {
        return new AutoRenewal(months, AutoRenewTimeUnit.MONTH);
    }

    /** A renewal by 1 to 3 years. */
    public static AutoRenewal years(int years) {
        return new AutoRenewal(years, AutoRenewTimeUnit.YEAR);
    }

    /** The members on the wire. */
    public Members members() {
        return Members.NONE.with("autoRenewLength", autoRenewLength).with("autoRenewTimeUnit", autoRenewTimeUnit);
    }
}
