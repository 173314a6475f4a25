package dev.blb.client;

import dev.blb.client.internal.Required;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs each attempt anew, with the credentials and the time of that attempt. */
record Sign(URI endpoint, CredentialsProvider credentials, Clock clock, Step next) implements Step {
    private static final Duration VALIDITY = Duration.ofMinutes(30);

    @Override
    public Answer send(Exchange exchange) {
        Credentials signer = Required.notNull("credentials() of the CredentialsProvider", credentials.credentials());
        Instant date = clock.instant();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json;charset=utf-8");
        headers.put("x-bce-date", Signer.timestamp(date));
        if (signer.sessionToken() != null) {
            headers.put("x-bce-security-token", signer.sessionToken());
        }
        headers.put("Authorization", authorization(exchange.call(), headers, signer, date));
        return next.send(exchange.withHeaders(headers));
    }

    private String authorization(Call call, Map<String, String> headers, Credentials signer, Instant date) {
        Map<String, String> signed = new LinkedHashMap<>(headers);
        // The HTTP client adds this header.
        signed.put("Host", hostHeader());
        URI uri = URI.create(endpoint + call.target());
        return Signer.sign(call.operation().method, uri, signed, signed.keySet(), signer, date, VALIDITY)
                .authorization();
    }

    private String hostHeader() {
        int defaultPort = endpoint.getScheme().equals("https") ? 443 : 80;
        return endpoint.getPort() == -1 || endpoint.getPort() == defaultPort
                ? endpoint.getHost()
                : endpoint.getHost() + ":" + endpoint.getPort();
    }
}
