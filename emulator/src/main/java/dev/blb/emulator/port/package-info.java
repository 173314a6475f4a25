/** TCP ports: kept while nothing listens there, and known to refuse connections. */
@NullMarked
package dev.blb.emulator.port;

import org.jspecify.annotations.NullMarked;
