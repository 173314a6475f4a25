/** Tests of certificates. */
@NullMarked
package dev.blb.emulator.tls;

import org.jspecify.annotations.NullMarked;
