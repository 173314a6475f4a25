package dev.blb.emulator.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The access keys that are known, with their secrets. A {@code *} at the end of a key accepts every key with that
 * prefix; exact keys win over prefixes, longer prefixes over shorter ones.
 */
public final class Credentials {
    private static final String ALLOWED =
            "allowed is a comma list of accessKey:secret or accessKey@account:secret, with an optional * at the end of an"
                    + " accessKey";

    /** In the order of the setting. */
    private final List<Entry> entries;

    /** The same, most specific first. */
    private final List<Entry> bySpecificity;

    private Credentials(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.bySpecificity = entries.stream()
                .sorted(Comparator.comparing(Entry::isPrefix)
                        .thenComparing(entry -> -entry.key().length()))
                .toList();
    }

    /**
     * A key, or a prefix of keys without its star, and the secret.
     *
     * @param account the account of the key, or the empty text where each key is an account
     */
    public record Entry(String key, boolean isPrefix, String secret, String account) {
        boolean accepts(String accessKey) {
            return isPrefix ? accessKey.startsWith(key) : accessKey.equals(key);
        }

        @Override
        public String toString() {
            return key + (isPrefix ? "*" : "");
        }
    }

    /**
     * Reads {@code key:secret,prefix-*:secret}.
     *
     * @throws IllegalArgumentException with a message that tells what is wrong, and no secret
     */
    public static Credentials parse(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String pair : text.split(",", -1)) {
            int number = entries.size() + 1;
            int colon = pair.indexOf(':');
            String named = colon < 0 ? "" : pair.substring(0, colon).trim();
            int at = named.indexOf('@');
            String key = at < 0 ? named : named.substring(0, at);
            String account = at < 0 ? "" : named.substring(at + 1);
            String secret = pair.substring(colon + 1).trim();
            if (key.isEmpty() || secret.isEmpty()) {
                throw new IllegalArgumentException("entry " + number + " lacks a key or a secret; " + ALLOWED);
            }
            boolean isPrefix = key.endsWith("*");
            String bare = isPrefix ? key.substring(0, key.length() - 1) : key;
            if (at >= 0 && !account.matches("[A-Za-z0-9._-]+")) {
                throw new IllegalArgumentException("account '" + account + "' of accessKey '" + key
                        + "' has other characters than letters, digits, dot, - and _; " + ALLOWED);
            }
            if (!bare.matches("[A-Za-z0-9._-]*")) {
                throw new IllegalArgumentException(
                        "accessKey '" + key + "' has other characters than letters, digits, dot, - and _; " + ALLOWED);
            }
            Entry entry = new Entry(bare, isPrefix, secret, account);
            if (entries.stream().anyMatch(other -> other.toString().equals(entry.toString()))) {
                throw new IllegalArgumentException("accessKey '" + key + "' stands twice; " + ALLOWED);
            }
            entries.add(entry);
        }
        return new Credentials(entries);
    }

    /** The secret of an access key, or empty if the key is unknown. */
    public Optional<String> secretOf(String accessKey) {
        return bySpecificity.stream()
                .filter(entry -> entry.accepts(accessKey))
                .findFirst()
                .map(Entry::secret);
    }

    /** The account of an access key, or empty if the key is an account by itself. */
    public Optional<String> accountOf(String accessKey) {
        return bySpecificity.stream()
                .filter(entry -> entry.accepts(accessKey))
                .findFirst()
                .map(Entry::account)
                .filter(account -> !account.isEmpty());
    }

    /** Every entry, for the diagnosis of a wrong signature. */
    public List<Entry> entries() {
        return entries;
    }

    /** An access key that is accepted. */
    public String exampleAccessKey() {
        Entry first = entries.get(0);
        return first.isPrefix() ? first.key() + "access-key-0001" : first.key();
    }

    /** The secret of {@link #exampleAccessKey()}. */
    public String exampleSecret() {
        return secretOf(exampleAccessKey()).orElseThrow();
    }

    /** The keys without their secrets. */
    @Override
    public String toString() {
        return entries.toString();
    }
}
