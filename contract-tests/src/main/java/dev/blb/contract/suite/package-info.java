/** The contract: each test is a sentence about the service. */
@NullMarked
package dev.blb.contract.suite;

import org.jspecify.annotations.NullMarked;
