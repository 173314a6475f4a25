/** A proxy that lies, to see whether the suite notices. */
@NullMarked
package dev.blb.contract.lies;

import org.jspecify.annotations.NullMarked;
