/** What the contracts themselves promise. */
@NullMarked
package dev.blb.contract.suite;

import org.jspecify.annotations.NullMarked;
