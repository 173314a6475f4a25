/** The data plane: carries out the plans of {@code traffic} with Netty. The only package that sees it. */
@NullMarked
package dev.blb.emulator.dataplane;

import org.jspecify.annotations.NullMarked;
