package dev.blb.contract.target;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.http.Header;
import org.apache.http.HttpHeaders;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/**
 * The HTTP client that REST Assured sends with, without REST Assured. A call costs a tenth of the processor time, which is
 * what makes thousands of lies affordable. Connections are not reused, as REST Assured does not.
 */
final class DirectWire implements Wire {
    private static final CloseableHttpClient CLIENT = HttpClients.custom()
            .setMaxConnTotal(64)
            .setMaxConnPerRoute(64)
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .disableCookieManagement()
            .setConnectionReuseStrategy((response, context) -> false)
            .build();

    private final RequestConfig config;

    DirectWire(Pace pace) {
        config = RequestConfig.custom()
                .setConnectTimeout(millis(pace.connectTimeout()))
                .setSocketTimeout(millis(pace.readTimeout()))
                .build();
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }

    @Override
    public Received send(String method, URI uri, Map<String, String> headers, byte[] body) throws Exception {
        RequestBuilder request = RequestBuilder.create(method).setUri(uri).setConfig(config);
        headers.forEach(request::setHeader);
        if (body.length > 0) {
            request.setHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
            request.setEntity(new ByteArrayEntity(body));
        }
        try (CloseableHttpResponse response = CLIENT.execute(request.build())) {
            Map<String, String> received = new HashMap<>();
            for (Header header : response.getAllHeaders()) {
                received.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
            }
            String text = response.getEntity() == null
                    ? ""
                    : EntityUtils.toString(response.getEntity(), StandardCharsets.UTF_8);
            return new Received(response.getStatusLine().getStatusCode(), received, text);
        }
    }
}
