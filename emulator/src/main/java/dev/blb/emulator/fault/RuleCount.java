package dev.blb.emulator.fault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a rule: planned = fired + left.
 *
 * @param planned how often it is applied at most; null for any number
 * @param matched how many calls it was about that no rule before it was applied to
 * @param fired how many calls it was applied to
 * @param left how often it will still be applied; null for any number
 * @param requestIds the newest 100 calls that it was applied to
 */
record RuleCount(
        String name,
        @Nullable Long planned,
        long matched,
        long fired,
        @Nullable Long left,
        List<String> requestIds) {}
