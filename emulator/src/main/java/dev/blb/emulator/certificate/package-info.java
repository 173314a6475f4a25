/** Certificates, which another service makes. */
@NullMarked
package dev.blb.emulator.certificate;

import org.jspecify.annotations.NullMarked;
