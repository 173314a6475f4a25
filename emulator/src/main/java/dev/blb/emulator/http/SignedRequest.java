package dev.blb.emulator.http;

import dev.blb.emulator.route.CloudHost;
import java.util.Map;
import java.util.Optional;

/**
 * What of a request a signature covers, as received, and how it came.
 *
 * @param rawPath the path, still percent-encoded
 * @param rawQuery the query without its question mark, still percent-encoded; the empty text if there is none
 * @param headers the headers by lower-case name
 * @param isSecure whether it came over TLS; no signature covers that
 */
record SignedRequest(String method, String rawPath, String rawQuery, Map<String, String> headers, boolean isSecure) {
    /** A request in plain http. */
    SignedRequest(String method, String rawPath, String rawQuery, Map<String, String> headers) {
        this(method, rawPath, rawQuery, headers, false);
    }

    /** The scheme of its address. */
    String scheme() {
        return isSecure ? "https" : "http";
    }

    /** The same with one slash where its path begins with several. */
    SignedRequest withoutDoubledSlash() {
        int first = 0;
        while (first + 1 < rawPath.length() && rawPath.charAt(first + 1) == '/') {
            first++;
        }
        return new SignedRequest(method, rawPath.substring(first), rawQuery, headers, isSecure);
    }

    /** The host that it was sent to, without the port. */
    String hostName() {
        String host = header("host");
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** The service of the cloud that its host name stands for, if it is such a name. */
    Optional<CloudHost> cloudHost() {
        return CloudHost.of(hostName());
    }

    /** The value of a header, or the empty text. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
