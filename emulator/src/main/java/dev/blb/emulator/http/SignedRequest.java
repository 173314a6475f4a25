package dev.blb.emulator.http;
import java.util.Map;
/** STUB */
public record SignedRequest(String method, String rawPath, String rawQuery, Map<String, String> headers) {}
