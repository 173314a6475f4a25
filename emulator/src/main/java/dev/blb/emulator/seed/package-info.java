/** Worlds as documents: seeds that are read, the state written as one, and what differs between two. Knows no resource. */
@NullMarked
package dev.blb.emulator.seed;

import org.jspecify.annotations.NullMarked;
