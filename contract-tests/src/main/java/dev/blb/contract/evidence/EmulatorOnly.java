package dev.blb.contract.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A case that makes sense on an emulator only, and why. Elsewhere it is skipped with that reason. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface EmulatorOnly {
    /** Why it cannot be asked of the real service. */
    String value();
}
