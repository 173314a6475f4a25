package dev.blb.emulator.junit;

/** How often a call is expected. */
public final class BlbTimes {
    private final int least;
    private final int most;

    private BlbTimes(int least, int most) {
        if (least < 0 || most < least) {
            throw new IllegalArgumentException(
                    "expected are " + least + " to " + most + " calls; allowed is a range from 0 on");
        }
        this.least = least;
        this.most = most;
    }

    /** Exactly so many calls, 0 or more. */
    public static BlbTimes times(int count) {
        return new BlbTimes(count, count);
    }

    /** No call. */
    public static BlbTimes never() {
        return times(0);
    }

    /** So many calls or more. */
    public static BlbTimes atLeast(int count) {
        return new BlbTimes(count, Integer.MAX_VALUE);
    }

    /** So many calls or fewer. */
    public static BlbTimes atMost(int count) {
        return new BlbTimes(0, count);
    }

    boolean allow(int count) {
        return least <= count && count <= most;
    }

    /** Whether it allows one of these counts. */
    boolean allowOneOf(int from, int to) {
        return least <= to && from <= most;
    }

    /** Whether calls that are not known could change the verdict on this count. */
    boolean isOpen(int count) {
        return !(count >= least && most == Integer.MAX_VALUE);
    }

    @Override
    public String toString() {
        return least == most ? "exactly " + least : most == Integer.MAX_VALUE ? "at least " + least : "at most " + most;
    }
}
