package dev.blb.emulator.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.seed.SeedElement;
import java.util.List;
import java.util.Map;

/** A list inside an instance's element of a world's document, such as its listeners. The package of what it lists contributes it. */
public interface InstancePart {
    /** The name of the list. */
    String name();

    /** The JSON Schema of an element. */
    ObjectNode jsonSchema();

    /** The members that tell one element from another; empty if elements are texts. */
    List<String> key();

    /** The elements in the order in which they are applied, where one may name another; by default as they stand. */
    default List<SeedElement> ordered(List<SeedElement> elements) {
        return elements;
    }

    /**
     * Applies one element.
     *
     * @param owner the instance that it is of
     * @param restored whether the instance was restored as it was, rather than made
     */
    void apply(SeedElement element, LoadBalancer owner, boolean restored);

    /** The elements of an account's instances, or of all for the empty text, by the instance's id. */
    Map<String, List<JsonNode>> export(Tx tx, String account);
}
