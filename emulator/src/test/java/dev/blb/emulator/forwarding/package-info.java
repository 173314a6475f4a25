/** Tests of plans and their queue. */
@NullMarked
package dev.blb.emulator.forwarding;

import org.jspecify.annotations.NullMarked;
