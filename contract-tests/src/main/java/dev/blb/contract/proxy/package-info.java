/** A proxy before a service: what it takes to answer otherwise than the service does, or not at all. */
@NullMarked
package dev.blb.contract.proxy;

import org.jspecify.annotations.NullMarked;
