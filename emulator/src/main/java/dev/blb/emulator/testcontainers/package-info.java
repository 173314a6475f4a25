/** The emulator's image in tests that start containers. Needs Testcontainers, which the user brings. */
@NullMarked
package dev.blb.emulator.testcontainers;

import org.jspecify.annotations.NullMarked;
