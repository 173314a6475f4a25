/** The stores on H2: in memory, and in a file of a data directory. Only this package knows H2. */
@NullMarked
package dev.blb.emulator.db.h2;

import org.jspecify.annotations.NullMarked;
