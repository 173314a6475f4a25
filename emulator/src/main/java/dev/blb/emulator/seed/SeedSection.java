package dev.blb.emulator.seed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Tx;
import java.util.List;
import java.util.Map;

/**
 * One section of a world's document: a list of things of one sort. The package of a resource contributes its section, and
 * the composition root lists it; the order of the list is the order in which sections are applied and written.
 */
public interface SeedSection {
    /** The name of the section, such as {@code loadBalancers}. */
    String name();

    /** The JSON Schema of an element. */
    ObjectNode jsonSchema();

    /** The members that tell one element from another, by the name of the list: of this one and of lists inside its elements. */
    Map<String, List<String>> keys();

    /**
     * Applies one element of a seed. A thing without {@code state} is made by the operation that makes it, so that the API's
     * rules decide; one with {@code state} is restored as it was, and only its form is checked.
     *
     * @throws dev.blb.emulator.api.ApiException if it is wrong, about a member of the element
     * @throws SeedException if something inside it is wrong
     */
    void apply(SeedElement element);

    /**
     * Refuses elements that were applied, and are visible by now, beside each other and beside what there is.
     *
     * @throws SeedException naming the element
     */
    default void checkTogether(List<SeedElement> elements) {}

    /**
     * Refuses what an account has of a snapshot if it contradicts what other accounts have by now. The rows are restored already, the read
     * models not yet.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    default void checkRestored(Tx tx, String account) {}

    /** Writes the elements that there are. */
    void export(SectionWriter writer);
}
