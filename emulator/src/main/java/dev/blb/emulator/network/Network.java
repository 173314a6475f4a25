package dev.blb.emulator.network;

/** A subnet in its VPC, by their ids. */
public record Network(String vpcId, String subnetId) {}
