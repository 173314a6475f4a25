/** Worlds as documents: seeds that are read, the running state written as one, and what differs between two. */
@NullMarked
package dev.blb.emulator.seed;

import org.jspecify.annotations.NullMarked;
