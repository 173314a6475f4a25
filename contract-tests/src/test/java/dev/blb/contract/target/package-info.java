/** Tests of the package of the same name. */
@NullMarked
package dev.blb.contract.target;

import org.jspecify.annotations.NullMarked;
