/** Evidence is enforced. */
@NullMarked
package dev.blb.contract.evidence;

import org.jspecify.annotations.NullMarked;
