package dev.blb.emulator.http;
/** STUB */
public enum AuthMode { VERIFY, PARSE, OFF }
