package dev.blb.contract.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Takes secrets out of texts that are kept: the run's own, signatures and session tokens. */
public final class Scrubber {
    private static final String HIDDEN = "***";

    private final List<String> secrets;

    /** A scrubber of these secrets, also where they are percent-encoded; empty ones count for nothing. */
    public Scrubber(List<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .flatMap(secret -> Stream.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8)))
                .distinct()
                .toList();
    }

    /** The text with each secret, signature and token replaced. */
    public String clean(String text) {
        String clean = text.replaceAll("(bce-auth-v1[/%][^\\s'\"]*?)[0-9a-fA-F]{64}", "$1" + HIDDEN)
                .replaceAll("(?i)(x-bce-security-token[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"'&]+", "$1" + HIDDEN);
        for (String secret : secrets) {
            clean = clean.replace(secret, HIDDEN);
        }
        return clean;
    }
}
