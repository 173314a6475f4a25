/** Tests of the package of the same name. */
@NullMarked
package dev.blb.contract.proxy;

import org.jspecify.annotations.NullMarked;
