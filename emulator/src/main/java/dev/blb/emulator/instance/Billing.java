package dev.blb.emulator.instance;

import dev.blb.emulator.time.EmulatorClock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * How an instance is paid for.
 *
 * @param paymentTiming {@code Prepaid} or {@code Postpaid}
 * @param billingMethod {@code BySpec}, {@code ByCapacityUnit}, or null where the client never said (assumption [m12])
 * @param performanceLevel the size, or null for a shared instance
 * @param expiresAt when the prepaid time ends; null if and only if postpaid
 * @param autoRenewMonths by how much the prepaid time is renewed at its end; null for no renewal
 * @param pending a change to postpaid that waits for the end of the prepaid time, or null
 */
public record Billing(
        String paymentTiming,
        @Nullable String billingMethod,
        @Nullable String performanceLevel,
        @Nullable Instant expiresAt,
        @Nullable Integer autoRenewMonths,
        @Nullable Pending pending) {
    /** The wire's word for paying ahead. */
    public static final String PREPAID = "Prepaid";

    /** The wire's word for paying by use. */
    public static final String POSTPAID = "Postpaid";

    /** A change to postpaid that takes effect when the prepaid time ends [doc:orders]. */
    public record Pending(String billingMethod, @Nullable String performanceLevel) {}

    /** Whether it is paid ahead. */
    public boolean isPrepaid() {
        return paymentTiming.equals(PREPAID);
    }

    /** Billing as it is at this instant: a pending change or a renewal whose time has come has happened. */
    public Billing asOf(Instant now) {
        if (expiresAt == null || now.isBefore(expiresAt)) {
            return this;
        }
        if (pending != null) {
            return postpaid(pending.billingMethod(), pending.performanceLevel());
        }
        if (autoRenewMonths == null) {
            return this;
        }
        Instant end = expiresAt;
        while (!now.isBefore(end) && end.isBefore(EmulatorClock.LATEST)) {
            end = plusMonths(end, autoRenewMonths);
        }
        return new Billing(paymentTiming, billingMethod, performanceLevel, end, autoRenewMonths, null);
    }

    /** Prepaid by specification until this many months from now. */
    public Billing prepaid(@Nullable String level, Instant now, int months) {
        return new Billing(PREPAID, "BySpec", level, plusMonths(now, months), null, null);
    }

    /** Postpaid from now on. */
    public Billing postpaid(String method, @Nullable String level) {
        return new Billing(POSTPAID, method, level, null, null, null);
    }

    /** The same with another size. */
    public Billing withLevel(String level) {
        return new Billing(paymentTiming, billingMethod, level, expiresAt, autoRenewMonths, pending);
    }

    /** The same with automatic renewal. */
    public Billing withAutoRenew(int months) {
        return new Billing(paymentTiming, billingMethod, performanceLevel, expiresAt, months, pending);
    }

    /** The same with a change to postpaid waiting, or with none. */
    public Billing withPending(@Nullable Pending change) {
        return new Billing(paymentTiming, billingMethod, performanceLevel, expiresAt, autoRenewMonths, change);
    }

    /** Calendar months later, in UTC, and never later than the latest time of the clock. */
    public static Instant plusMonths(Instant from, int months) {
        return EmulatorClock.notLater(
                from.atOffset(ZoneOffset.UTC).plusMonths(months).toInstant());
    }
}
