/** The web console: pages for browsers, rendered of what control routes answer. Loaded with the first page that is asked for. */
@NullMarked
package dev.blb.emulator.console;

import org.jspecify.annotations.NullMarked;
