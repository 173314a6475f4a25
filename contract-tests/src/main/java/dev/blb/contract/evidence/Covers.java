package dev.blb.contract.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which operations a case is about, and which side of them. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Covers {
    /** The side. */
    Axis value();

    /** Official names of operations; none when the first argument of the case names it ({@link dev.blb.contract.catalogue.OfOperation}). */
    String[] operations() default {};
}
