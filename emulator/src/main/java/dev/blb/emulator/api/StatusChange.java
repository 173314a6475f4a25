package dev.blb.emulator.api;

/**
 * What a call did to the status of a load balancer, as calls that name the instance show it.
 *
 * @param before the status before the call; the empty text where the instance was not there
 * @param after the status right after it; the empty text where the instance is not shown yet, or not any more
 */
public record StatusChange(String blbId, String before, String after) {}
