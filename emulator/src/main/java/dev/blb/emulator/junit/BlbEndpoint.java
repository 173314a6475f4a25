package dev.blb.emulator.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter of type {@link java.net.URI} as the emulator's address. It is needed only where a URI may be
 * that of another extension: in a {@code @ParameterizedTest}, whose arguments it could be, in a constructor, and on a parameter
 * that carries another annotation too.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface BlbEndpoint {}
