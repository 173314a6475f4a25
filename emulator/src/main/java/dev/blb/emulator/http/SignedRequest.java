package dev.blb.emulator.http;

import dev.blb.emulator.route.CloudHost;
import java.util.Map;
import java.util.Optional;

/**
 * What of a request a signature covers, as received.
 *
 * @param rawPath the path, still percent-encoded
 * @param rawQuery the query without its question mark, still percent-encoded; the empty text if there is none
 * @param headers the headers by lower-case name
 */
record SignedRequest(String method, String rawPath, String rawQuery, Map<String, String> headers) {
    /** The same with one slash where its path begins with several. */
    SignedRequest withoutDoubledSlash() {
        int first = 0;
        while (first + 1 < rawPath.length() && rawPath.charAt(first + 1) == '/') {
            first++;
        }
        return new SignedRequest(method, rawPath.substring(first), rawQuery, headers);
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
