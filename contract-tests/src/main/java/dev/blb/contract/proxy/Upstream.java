package dev.blb.contract.proxy;

import dev.blb.contract.proxy.Message.Answer;
import dev.blb.contract.proxy.Message.Request;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.http.Header;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/** The service behind a proxy. Requests are passed on with the headers that matter, the Host that was signed included. */
public final class Upstream implements AutoCloseable {
    private static final int CONNECTIONS = 32;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final List<String> PASSED_ON =
            List.of("authorization", "x-bce-date", "content-type", "x-bce-security-token", "host");
    private static final List<String> PASSED_BACK = List.of(
            "content-type", "x-bce-request-id", "retry-after", "content-encoding", "cache-control", "server", "date");

    private final URI service;
    private final CloseableHttpClient client = HttpClients.custom()
            .setMaxConnTotal(CONNECTIONS)
            .setMaxConnPerRoute(CONNECTIONS)
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .disableCookieManagement()
            .setDefaultRequestConfig(RequestConfig.custom()
                    .setConnectTimeout(TIMEOUT_MILLIS)
                    .setSocketTimeout(TIMEOUT_MILLIS)
                    .build())
            .build();

    /** The service at this address. */
    public Upstream(URI service) {
        this.service = service;
    }

    /** The service's answer. */
    public Answer send(Request request) throws IOException {
        RequestBuilder builder = RequestBuilder.create(request.method()).setUri(service + request.target());
        PASSED_ON.stream()
                .filter(request.headers()::containsKey)
                .forEach(name -> builder.setHeader(name, request.headers().get(name)));
        if (!request.body().isEmpty()) {
            builder.setEntity(new ByteArrayEntity(Message.bytes(request.body())));
        }
        try (CloseableHttpResponse response = client.execute(builder.build())) {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : response.getAllHeaders()) {
                String name = header.getName().toLowerCase(Locale.ROOT);
                if (PASSED_BACK.contains(name)) {
                    headers.put(name, header.getValue());
                }
            }
            byte[] body = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
            return new Answer(response.getStatusLine().getStatusCode(), headers, Message.body(body));
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new IllegalStateException("the client of a proxy did not close", e);
        }
    }
}
