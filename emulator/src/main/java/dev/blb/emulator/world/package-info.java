/** Things that other services make and load balancers name: how they are declared, stored, looked up and derived from ids. */
@NullMarked
package dev.blb.emulator.world;

import org.jspecify.annotations.NullMarked;
