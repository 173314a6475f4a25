package dev.blb.emulator.ids;

import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Draws identifiers in the documented forms [k1][k3][k8][k9].
 *
 * <p>What is drawn may be taken: eight hex digits do collide among 90,000. Whoever stores it draws again.
 */
public final class Ids {
    private static final String HEX = "0123456789abcdef";

    private final Supplier<RandomGenerator> source;
    private volatile RandomGenerator random;
    private volatile RandomGenerator chances;

    /** Draws from such a generator, which must be safe for use by many threads. */
    public Ids(Supplier<RandomGenerator> source) {
        this.source = source;
        this.random = source.get();
        this.chances = source.get();
    }

    /** Draws at random. */
    public static Ids random() {
        return new Ids(Random::new);
    }

    /** Draws the same for the same seed. */
    public static Ids seeded(long seed) {
        return new Ids(() -> new Random(seed));
    }

    /** Begins anew: with a seed, the same is drawn again. */
    public void restart() {
        random = source.get();
        chances = source.get();
    }

    /** A number from 0 up to 1 for what happens by chance; it does not move the row of ids. */
    public double chance() {
        return chances.nextDouble();
    }

    /** An instance's id: {@code lb-} and 8 lower-case hex digits [seed]. */
    public String blbId() {
        return "lb-" + hex(8);
    }

    /** An order's id: 32 lower-case hex digits [doc:orders]. */
    public String orderId() {
        return hex(32);
    }

    /** A request's id: a random UUID in lower case [doc:error-code]. */
    public String requestId() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(0xC0L << 56)) | (0x80L << 56);
        return new UUID(high, low).toString();
    }

    /** So many lower-case hex digits. */
    public String hex(int digits) {
        StringBuilder text = new StringBuilder(digits);
        for (int i = 0; i < digits; i++) {
            text.append(HEX.charAt(random.nextInt(16)));
        }
        return text.toString();
    }
}
