package dev.blb.contract.evidence;

import java.util.regex.Matcher;

/** The name of a case that is the same in every run: class, method and, of several cases, its words. */
public final class CaseId {
    private CaseId() {}

    /** The id of a test by JUnit's unique id and its display name. */
    public static String of(String uniqueId, String displayName) {
        return uniqueId.replaceFirst("^\\[engine:[^]]*]/\\[class:[a-z.]*", "")
                .replace("]/[", " ")
                .replaceAll("[]]$", "")
                .replaceAll("(test-template|method|test-template-invocation):", "")
                .replaceAll("\\([^)]*\\)", "")
                // By its words, not its number: evidence must not move to another case when one is put before it.
                .replaceAll(" #\\d+$", " " + Matcher.quoteReplacement(displayName));
    }
}
