package dev.blb.emulator.http;
/** STUB */
public final class Credentials {
  /** x */ public static Credentials parse(String s) { return new Credentials(); }
  /** x */ public String exampleAccessKey() { return "emulator-access-key-0001"; }
  /** x */ public String exampleSecret() { return "emulator-secret-key-0001"; }
}
