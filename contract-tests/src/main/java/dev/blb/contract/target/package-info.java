/** What the contract tests run against, and how they speak to it. */
@NullMarked
package dev.blb.contract.target;

import org.jspecify.annotations.NullMarked;
