package dev.blb.contract.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which operations a test is about, and which side of them. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Covers {
    /** The side. */
    Axis value();

    /** Official names of operations; none when the first argument of the test names it ({@link OfOperation}). */
    String[] operations() default {};

    /** An argument of a test that knows the operation that it is about. */
    interface OfOperation {
        /** The official name of the operation. */
        String operation();
    }
}
