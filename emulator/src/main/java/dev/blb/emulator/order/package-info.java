/** Orders: resize, charge changes, refund, price, auto-renew. */
@NullMarked
package dev.blb.emulator.order;

import org.jspecify.annotations.NullMarked;
