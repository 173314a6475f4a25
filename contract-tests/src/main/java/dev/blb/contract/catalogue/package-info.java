/** The official operation catalogue as data. */
@NullMarked
package dev.blb.contract.catalogue;

import org.jspecify.annotations.NullMarked;
