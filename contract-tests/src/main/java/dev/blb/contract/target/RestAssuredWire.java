package dev.blb.contract.target;

import static io.restassured.RestAssured.given;

import io.restassured.config.EncoderConfig;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RedirectConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.http.client.HttpClient;
import org.apache.http.impl.client.DefaultHttpRequestRetryHandler;

/** REST Assured, which reads answers independently of our client and of the emulator's web server. */
final class RestAssuredWire implements Wire {
    private final RestAssuredConfig config;

    RestAssuredWire(Pace pace) {
        config = RestAssuredConfig.config()
                .redirect(RedirectConfig.redirectConfig().followRedirects(false))
                .httpClient(HttpClientConfig.httpClientConfig()
                        .httpClientFactory(RestAssuredWire::clientWithoutRetries)
                        .setParam("http.connection.timeout", millis(pace.connectTimeout()))
                        .setParam("http.socket.timeout", millis(pace.readTimeout())))
                .encoderConfig(
                        EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
    }

    // The transport repeats calls, where that is safe, and counts it. REST Assured takes no other kind of client.
    @SuppressWarnings("deprecation")
    private static HttpClient clientWithoutRetries() {
        org.apache.http.impl.client.DefaultHttpClient client = new org.apache.http.impl.client.DefaultHttpClient();
        client.setHttpRequestRetryHandler(new DefaultHttpRequestRetryHandler(0, false));
        return client;
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }

    @Override
    public Received send(String method, URI uri, Map<String, String> headers, byte[] body) {
        RequestSpecification request =
                given().config(config).urlEncodingEnabled(false).headers(headers);
        if (body.length > 0) {
            request = request.contentType(CONTENT_TYPE).body(body);
        }
        Response response = request.request(Method.valueOf(method), uri);
        return new Received(
                response.statusCode(),
                response.headers().asList().stream()
                        .collect(Collectors.toMap(
                                header -> header.getName().toLowerCase(Locale.ROOT),
                                header -> header.getValue(),
                                (first, second) -> first)),
                response.body().asString());
    }
}
