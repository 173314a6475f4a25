/** The state: H2 behind jOOQ, client tokens, drawn identifiers. */
@NullMarked
package dev.blb.emulator.state;

import org.jspecify.annotations.NullMarked;
