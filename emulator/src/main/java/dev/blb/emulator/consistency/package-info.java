/** When the effects of writes become visible: profiles, and rules of single operations. */
@NullMarked
package dev.blb.emulator.consistency;

import org.jspecify.annotations.NullMarked;
