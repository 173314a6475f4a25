/** The one table of routes: operations of the API and the emulator's own control routes, and how a request finds its row. */
@NullMarked
package dev.blb.emulator.route;

import org.jspecify.annotations.NullMarked;
