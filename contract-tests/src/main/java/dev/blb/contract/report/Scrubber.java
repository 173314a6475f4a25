package dev.blb.contract.report;

import java.util.List;

/** Takes secrets out of texts that are kept. */
public final class Scrubber {
    private final List<String> secrets;

    /** A scrubber of these; empty ones count for nothing. */
    public Scrubber(List<String> secrets) {
        this.secrets = secrets.stream().filter(secret -> !secret.isEmpty()).toList();
    }

    /** The text with each secret and each signature replaced. */
    public String clean(String text) {
        String clean = text.replaceAll("(bce-auth-v1/[^\\s'\"]*/)[0-9a-f]{64}", "$1***");
        for (String secret : secrets) {
            clean = clean.replace(secret, "***");
        }
        return clean;
    }
}
