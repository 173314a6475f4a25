package dev.blb.contract.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A case that is about answers which the run would otherwise repeat or wait out, such as RequestExpired. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface AnswerIsSubject {
    /** The codes, or statuses as text. */
    String[] value();
}
