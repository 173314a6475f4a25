/** Accounts and what was declared for them: settings, keys, things of other services. */
@NullMarked
package dev.blb.emulator.account;

import org.jspecify.annotations.NullMarked;
