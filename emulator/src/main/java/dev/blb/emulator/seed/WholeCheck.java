package dev.blb.emulator.seed;

import java.util.Optional;

/** Finds out whether a state contradicts itself that did not when this was made. */
@FunctionalInterface
public interface WholeCheck {
    /** What the state that there is now contradicts itself by; empty if by nothing. */
    Optional<Contradiction> contradiction();
}
