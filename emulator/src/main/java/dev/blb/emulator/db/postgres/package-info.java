/** The store on a PostgreSQL server, which several processes may use at once. Loaded only where one is named. */
@org.jspecify.annotations.NullMarked
package dev.blb.emulator.db.postgres;
