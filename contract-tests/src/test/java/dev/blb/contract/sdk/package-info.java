/** The official Java SDK against the packaged emulator. */
@NullMarked
package dev.blb.contract.sdk;

import org.jspecify.annotations.NullMarked;
