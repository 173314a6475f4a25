package dev.blb.contract.catalogue;

/** An argument of a case that knows the operation that the case is about. */
public interface OfOperation {
    /** The official name of the operation. */
    String operation();
}
