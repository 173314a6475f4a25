package dev.blb.contract.catalogue;

import java.util.List;

/** An argument of a case that knows the operations that the case is about. */
public interface OfOperation {
    /** The official name of the operation. */
    String operation();

    /** The official names of all of them, if they are more than one. */
    default List<String> operations() {
        return List.of(operation());
    }
}
