/** The contract of BLB as tests that run against any target, and the report of what they prove. */
@NullMarked
package dev.blb.contract;

import org.jspecify.annotations.NullMarked;
