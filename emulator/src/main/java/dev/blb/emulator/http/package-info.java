/** The only package that sees Javalin and Jetty: the chain from a request to its answer. */
@NullMarked
package dev.blb.emulator.http;

import org.jspecify.annotations.NullMarked;
