package dev.blb.contract.report;

/**
 * Where two texts differ: what they begin with alike, the parts that differ, what they end with alike.
 *
 * @param before the common beginning
 * @param expected the part of the one
 * @param actual the part of the other
 * @param after the common end
 */
record Difference(String before, String expected, String actual, String after) {
    static Difference of(String expected, String actual) {
        int shorter = Math.min(expected.length(), actual.length());
        int start = 0;
        while (start < shorter && expected.charAt(start) == actual.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start
                && expected.charAt(expected.length() - 1 - end) == actual.charAt(actual.length() - 1 - end)) {
            end++;
        }
        return new Difference(
                expected.substring(0, start),
                expected.substring(start, expected.length() - end),
                actual.substring(start, actual.length() - end),
                expected.substring(expected.length() - end));
    }
}
