package dev.blb.contract.evidence;

/** The names of the configuration parameters of a run; system properties of the same names count, too. */
public final class Parameters {
    /** {@code emulator} (default), {@code jar} or a URL. */
    public static final String TARGET = "blb.target";

    /** The settle delay of an emulator that is started for the run; default 0. */
    public static final String SETTLE_DELAY = "blb.target.settleDelay";

    /** The asynchrony profile of an emulator that is started for the run; default instant. */
    public static final String ASYNC = "blb.target.async";

    /** How many times faster than real time the clock of an emulator runs that is started for the run; default 1. */
    public static final String CLOCK_SCALE = "blb.target.clockScale";

    /** Calls per second, or none; default 5, for an emulator none. */
    public static final String RATE = "blb.rate";

    /** The longest wait, such as 2m. */
    public static final String PATIENCE = "blb.patience";

    /** {@code full} (default) or {@code smoke}. */
    public static final String SCOPE = "blb.scope";

    /** Only cases about these operations, comma between them, and those of {@link #CLASSES}. */
    public static final String OPERATIONS = "blb.operations";

    /** Only cases of these classes, simple names with a comma between them, and those of {@link #OPERATIONS}. */
    public static final String CLASSES = "blb.classes";

    /** The folder to which the run writes what it has taken and what was answered; none if not set. */
    public static final String FOLDER = "blb.folder";

    /** A file with the ids of cases that need not be judged again, one a line. */
    public static final String FINISHED = "blb.finished";

    /** {@code true} sends calls without REST Assured, for a tenth of the processor time. */
    public static final String DIRECT = "blb.direct";

    /** After the first failure the rest is skipped. */
    public static final String FAIL_FAST = "blb.contract.failFast";

    private Parameters() {}
}
