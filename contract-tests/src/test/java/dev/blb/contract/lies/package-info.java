/** The suite notices lies. */
@NullMarked
package dev.blb.contract.lies;

import org.jspecify.annotations.NullMarked;
