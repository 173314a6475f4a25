package dev.blb.emulator.junit;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The emulated API with true signatures, by nothing but the JDK. */
public final class SignedApi {
    private static final Pattern ID = Pattern.compile("\"blbId\":\"([^\"]+)\"");

    private final URI endpoint;
    private final BlbCredentials credentials;

    /** The API at this address as this account. */
    public SignedApi(URI endpoint, BlbCredentials credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /** Creates an instance and returns its id. */
    public String create() {
        return ids(send("POST", "/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}"))
                .get(0);
    }

    /** The ids of the account's instances, in the order of the list. */
    public List<String> list() {
        return ids(send("GET", "/v1/blb", ""));
    }

    /** The answer's body, also of a refusal. */
    public String send(String method, String path, String body) {
        try {
            String prefix = "bce-auth-v1/" + credentials.accessKey() + "/"
                    + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "/1800";
            String request = method + "\n" + path + "\n\nhost:" + endpoint.getHost() + "%3A" + endpoint.getPort();
            HttpURLConnection call =
                    (HttpURLConnection) endpoint.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
            call.setRequestMethod(method);
            call.setConnectTimeout(60_000);
            call.setReadTimeout(300_000);
            call.setRequestProperty("Content-Type", "application/json");
            call.setRequestProperty(
                    "Authorization", prefix + "/host/" + hmac(hmac(credentials.secretKey(), prefix), request));
            if (!body.isEmpty()) {
                call.setDoOutput(true);
                call.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            var answer = call.getResponseCode() < 400 ? call.getInputStream() : call.getErrorStream();
            return answer == null ? "" : new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> ids(String json) {
        return ID.matcher(json).results().map(match -> match.group(1)).toList();
    }

    private static String hmac(String key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
