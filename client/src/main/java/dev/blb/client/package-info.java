/**
 * A client for Baidu AI Cloud's standard load balancer (BLB). Start at {@link dev.blb.client.BlbClient}.
 *
 * <p>Sources named in comments: [meta] the official operation catalogue, [seed] the official Python SDK page, [go], [java],
 * [py] the official SDKs, [tf] the Terraform provider, [doc:page] a public page, "assumption" where no source was found.
 */
@NullMarked
package dev.blb.client;

import org.jspecify.annotations.NullMarked;
