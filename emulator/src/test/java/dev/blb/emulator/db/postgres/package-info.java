/** Tests of the store on a PostgreSQL server. */
@org.jspecify.annotations.NullMarked
package dev.blb.emulator.db.postgres;
