/**
 * Certificates: the emulator's own authority, PEM and DER. Needs nothing but the JDK; loaded only where TLS is spoken or a certificate is
 * given.
 */
@NullMarked
package dev.blb.emulator.tls;

import org.jspecify.annotations.NullMarked;
