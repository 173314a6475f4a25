package dev.blb.contract.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A case about members of answers that no official page and no model of the Java SDKs has [n6]. It is skipped on an emulator
 * that is set to {@code --answers documented}, and asked of everything else, the real service included.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ExtraMembers {}
