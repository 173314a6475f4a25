/** The start of the suite by JUnit's launcher. */
@NullMarked
package dev.blb.contract.launch;

import org.jspecify.annotations.NullMarked;
