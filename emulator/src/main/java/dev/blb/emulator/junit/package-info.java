/**
 * The emulator in JUnit tests. Knows nothing but the JDK and JUnit's API, and reaches the emulator by name only, so that
 * the emulator and its libraries can be loaded apart from those of the test.
 */
@NullMarked
package dev.blb.emulator.junit;

import org.jspecify.annotations.NullMarked;
