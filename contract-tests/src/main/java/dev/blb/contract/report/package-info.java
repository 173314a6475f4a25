/** What a run has proven, as pages and files. */
@NullMarked
package dev.blb.contract.report;

import org.jspecify.annotations.NullMarked;
