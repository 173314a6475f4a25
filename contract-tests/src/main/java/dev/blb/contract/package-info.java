/** The contract of BLB as tests, and the targets that they run against. */
@NullMarked
package dev.blb.contract;

import org.jspecify.annotations.NullMarked;
