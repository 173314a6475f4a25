/** The vocabulary of handlers: operations, calls, replies, errors. It knows no HTTP library and no SQL. */
@NullMarked
package dev.blb.emulator.api;

import org.jspecify.annotations.NullMarked;
