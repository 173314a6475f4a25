package dev.blb.contract.evidence;

/** A side of an operation that tests look at; a column of the report. */
public enum Axis {
    DRIVEN("driven"),
    PARAMETERS("every parameter"),
    ANSWER("every answer member"),
    REFUSALS("refusals"),
    PAGING("paging"),
    IDEMPOTENCY("idempotency"),
    STATES("states");

    private final String title;

    Axis(String title) {
        this.title = title;
    }

    /** The heading of the column. */
    public String title() {
        return title;
    }
}
