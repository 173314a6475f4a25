/** Fault plans: which calls of an account fail, how, and how often. */
@NullMarked
package dev.blb.emulator.fault;

import org.jspecify.annotations.NullMarked;
