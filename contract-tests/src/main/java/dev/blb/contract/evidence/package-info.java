/** Who says that a contract is true, and the extension that enforces it. */
@NullMarked
package dev.blb.contract.evidence;

import org.jspecify.annotations.NullMarked;
