/** Ordinary and enterprise security groups. */
@NullMarked
package dev.blb.emulator.securitygroup;

import org.jspecify.annotations.NullMarked;
