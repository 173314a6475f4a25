package dev.blb.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Random choices from one seed, and the values that programs tend not to expect. */
final class Draw {
    /** JSON values as they are written, most of them of the wrong type for the member they are put into. */
    private static final List<String> ODD_JSON = List.of(
            "null",
            "true",
            "0",
            "-1",
            "-0.0",
            "2147483648",
            "9223372036854775808",
            "1e309",
            "0.1",
            "1" + "0".repeat(2000),
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\ufffe\\u007f\\u0085\"",
            "\"\\u202e\u4e2d\u6587\"",
            "\"\ud83d\ude00\ud83d\ude00\"",
            "[]",
            "{}",
            "[null]",
            "[[[[[[]]]]]]",
            "{\"a\":{\"a\":{\"a\":1}}}",
            "{\"a\":1,\"a\":2}",
            "[" + "1,".repeat(2000) + "1]",
            "\"true\"",
            "\"80\"",
            "NaN",
            "'x'",
            "\"\\x\"");

    private static final List<String> ODD_TEXT = List.of(
            "",
            " ",
            "\0",
            "\r\n",
            "\t",
            "%",
            "%00",
            "%zz",
            "..",
            "../../etc/passwd",
            "' or 1=1 --",
            "\ud83d\ude00",
            "\u4e2d\u6587",
            "\u202e",
            "\u0660\u0661\u0662",
            "-1",
            "0",
            "65536",
            "2147483648",
            "99999999999999999999",
            "1e9",
            "0x10",
            "true",
            "null",
            "0.0.0.0",
            "0.0.0.0/0",
            "255.255.255.255",
            "172.16.0.05",
            "::1",
            "fe80::1%eth0",
            "127.0.0.1:0",
            "PT-1S",
            "PT999999999H",
            "P9999999D",
            "9999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "2026-13-45T00:00:00Z",
            "${jndi:ldap://127.0.0.1/a}",
            "<script>",
            "a,b,,c",
            "up 1s, down 1s, repeat",
            "3s..8s",
            "held");

    private final SplittableRandom random;

    Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long between(long low, long high) {
        return low == high ? low : random.nextLong(low, high);
    }

    <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Any of the bounds of a range, what lies beside them, or a value within. */
    long around(long low, long high) {
        return of(List.of(low, high, low - 1, high + 1, between(low, high), between(low, high), between(low, high)));
    }

    String oddJson() {
        return chance(10) ? "[".repeat(1 + below(3000)) : of(ODD_JSON);
    }

    String oddText() {
        return chance(10)
                ? of(List.of("x", "\u4e2d", "\ud83d\ude00"))
                        .repeat(of(List.of(64, 65, 66, 128, 129, 450, 513, 4097, 20_000)))
                : of(ODD_TEXT);
    }

    String word(int length) {
        return random.ints(length, 'a', 'z' + 1).mapToObj(Character::toString).collect(Collectors.joining());
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The bytes cut, repeated, exchanged or with some of them replaced. */
    byte[] damaged(byte[] bytes) {
        if (bytes.length < 2) {
            return bytes(8);
        }
        int from = below(bytes.length);
        int to = from + below(Math.min(bytes.length - from, 64));
        return switch (below(5)) {
            case 0 -> Arrays.copyOf(bytes, from);
            case 1 -> joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, from, bytes.length));
            case 2 -> joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
            case 3 ->
                joined(Arrays.copyOf(bytes, from), bytes(1 + below(4)), Arrays.copyOfRange(bytes, from, bytes.length));
            default -> {
                byte[] copy = bytes.clone();
                copy[from] ^= (byte) (1 << below(8));
                yield copy;
            }
        };
    }

    /** Some of the values in their order. */
    <T> List<T> some(List<T> values, int percent) {
        return values.stream().filter(value -> chance(percent)).toList();
    }

    /** One of the values, unless there is none. */
    <T> Optional<T> any(List<T> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(of(values));
    }

    static byte[] joined(byte[]... parts) {
        byte[] whole = new byte[Stream.of(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : new ArrayList<>(List.of(parts))) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
