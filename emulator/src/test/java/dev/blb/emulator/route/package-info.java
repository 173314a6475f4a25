/** Tests of the route table by itself. */
@NullMarked
package dev.blb.emulator.route;

import org.jspecify.annotations.NullMarked;
