package dev.blb.emulator.api;

/** The transaction of one request, opaque to handlers: only stores can look inside. */
public interface Tx {}
