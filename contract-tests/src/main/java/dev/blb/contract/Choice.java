package dev.blb.contract;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.launch.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code --only} chooses.
 *
 * @param classes simple names of classes; none for all
 * @param operations official names of operations; none for all
 */
record Choice(Set<String> classes, Set<String> operations) {
    /**
     * Reads words, or lists of words with commas, that are each a part of a class's name or the name of an operation, without
     * regard to case.
     *
     * @throws IllegalArgumentException if one is neither; the message lists what there is
     */
    static Choice of(List<String> words) {
        Set<String> classes = new TreeSet<>();
        Set<String> operations = new TreeSet<>();
        for (String word :
                words.stream().flatMap(each -> Stream.of(each.split(",", -1))).toList()) {
            List<String> named = operations(word);
            List<String> found = named.isEmpty() ? classes(word) : List.of();
            if (named.isEmpty() && found.isEmpty()) {
                throw new IllegalArgumentException("--only is \"" + word + "\"; allowed is an operation, or a part of a"
                        + " class's name\n  classes: " + String.join(", ", Suite.classes()) + "\n  operations: "
                        + Catalogue.operations().map(Op::id).collect(Collectors.joining(", ")));
            }
            operations.addAll(named);
            classes.addAll(found);
        }
        return new Choice(classes, operations);
    }

    private static List<String> operations(String word) {
        return Catalogue.operations()
                .map(Op::id)
                .filter(id -> id.equalsIgnoreCase(word))
                .toList();
    }

    private static List<String> classes(String word) {
        List<String> found = new ArrayList<>(Suite.classes());
        // A blank part of "a,,b" is part of every name, and would choose the whole suite.
        found.removeIf(
                name -> word.isBlank() || !name.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)));
        return found;
    }

    /** Whether some case of this class may be chosen. */
    boolean mayInclude(String className) {
        return isWhole(className) || !operations.isEmpty();
    }

    /** Whether all cases of this class are chosen. */
    boolean isWhole(String className) {
        return classes.isEmpty() ? operations.isEmpty() : classes.contains(className);
    }
}
