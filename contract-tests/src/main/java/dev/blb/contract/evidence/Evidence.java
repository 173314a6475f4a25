package dev.blb.contract.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who says that a contract is true. Exactly one on each test. That the real service said so is never written here: a run
 * against it writes that, with the date, into the file of {@link CloudEvidence}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Evidence {
    /** A kind of source, the most reliable first. */
    enum Source {
        /** The official operation catalogue. */
        META,
        /** What official SDKs send and read. */
        SDK,
        /** A page of the official documentation. */
        DOCS,
        /** The page of the Python SDK that the project started from. */
        SEED,
        /** Nobody: our choice, because no source was found. */
        ASSUMED
    }

    /** The kind of source. */
    Source value();

    /** The place in the source, or the reason of the choice. */
    String at();
}
