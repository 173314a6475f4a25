package dev.blb.emulator.http;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Signs requests without a body as clients do, for the commands of the command line. */
public final class RequestSigner {
    private static final int VALID_SECONDS = 1800;

    private RequestSigner() {}

    /**
     * The Authorization header of a request that signs its host alone.
     *
     * @param uri the address; its host is signed with the port unless that is the scheme's default
     * @param now the time of the signature
     */
    public static String authorization(String method, URI uri, String accessKey, String secret, Instant now) {
        String prefix = "bce-auth-v1/" + accessKey + "/" + now.truncatedTo(ChronoUnit.SECONDS) + "/" + VALID_SECONDS;
        boolean isDefault =
                uri.getPort() < 0 || uri.getPort() == (uri.getScheme().equals("https") ? 443 : 80);
        Map<String, String> headers = Map.of("host", isDefault ? uri.getHost() : uri.getHost() + ":" + uri.getPort());
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        String canonical = BceV1Signature.canonicalRequest(
                new SignedRequest(method, uri.getRawPath(), query, headers),
                BceV1Signature.headerLines(headers, List.of("host")));
        return prefix + "/host/" + BceV1Signature.sign(BceV1Signature.signingKey(secret, prefix), canonical);
    }
}
