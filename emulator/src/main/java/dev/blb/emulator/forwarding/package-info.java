/** Makes plans of the state, and has the data plane carry them out as the state changes. */
@NullMarked
package dev.blb.emulator.forwarding;

import org.jspecify.annotations.NullMarked;
