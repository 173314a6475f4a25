/** The database: transactions, connections, prepared statements, storage. It knows no resource. */
@NullMarked
package dev.blb.emulator.db;

import org.jspecify.annotations.NullMarked;
