package dev.blb.emulator.http;
import java.time.Clock;
/** STUB */
public final class Authentication {
  /** x */ public Authentication(AuthMode m, Credentials c, Clock k) {}
  /** x */ public String account(SignedRequest r) {
    String h = r.headers().getOrDefault("authorization", "");
    return h.isEmpty() ? "default" : h.split("/", -1)[1]; }
}
