/** What the client's packages share and users do not call. Not part of the API: it may change without notice. */
@NullMarked
package dev.blb.client.internal;

import org.jspecify.annotations.NullMarked;
