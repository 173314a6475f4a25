/** Tests of the chain from a request to its answer. */
@NullMarked
package dev.blb.emulator.http;

import org.jspecify.annotations.NullMarked;
