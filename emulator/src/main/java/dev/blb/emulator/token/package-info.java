/** Client tokens: each write happens once, however often it is sent. */
@NullMarked
package dev.blb.emulator.token;

import org.jspecify.annotations.NullMarked;
