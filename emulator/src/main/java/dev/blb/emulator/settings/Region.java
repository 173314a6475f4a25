package dev.blb.emulator.settings;

/** A region by its short name, with the long name that stands in generated names [meta]. */
public enum Region {
    BD("baoding"),
    BJ("beijing"),
    CD("chengdu"),
    FSH("shanghai"),
    FWH("wuhan"),
    GZ("guangzhou"),
    HKG("hongkong"),
    NJ("nanjing"),
    SIN("singapore"),
    SU("suzhou"),
    YQ("yangquan");

    private final String longName;

    Region(String longName) {
        this.longName = longName;
    }

    /** The name in generated names, such as {@code beijing}. */
    public String longName() {
        return longName;
    }
}
