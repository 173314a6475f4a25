/** Reports show what happened. */
@NullMarked
package dev.blb.contract.report;

import org.jspecify.annotations.NullMarked;
