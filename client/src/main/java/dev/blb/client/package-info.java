/**
 * A client for Baidu AI Cloud's standard load balancer (BLB). Start at {@link dev.blb.client.BlbClient}.
 *
 * <p>Tags in comments, such as [meta] or [doc:orders], name the source of a claim; the page
 * {@code emulator/docs/compatibility.md} explains them.
 */
@NullMarked
package dev.blb.client;

import org.jspecify.annotations.NullMarked;
