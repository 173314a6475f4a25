/** Load balancer instances. */
@NullMarked
package dev.blb.emulator.instance;

import org.jspecify.annotations.NullMarked;
