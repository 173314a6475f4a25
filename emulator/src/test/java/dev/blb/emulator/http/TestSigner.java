package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Requests that the tests sign themselves, rightly or with a slip. */
final class TestSigner {
    static final String KEY = "emulator-access-key-0001";
    static final String SECRET = "emulator-secret-key-0001";
    static final String TIME = "2024-01-02T03:04:05Z";

    private TestSigner() {}

    static SignedRequest request(String method, String target, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        int mark = target.indexOf('?');
        return new SignedRequest(
                method, mark < 0 ? target : target.substring(0, mark), mark < 0 ? "" : target.substring(mark + 1), all);
    }

    static SignedRequest with(SignedRequest request, String name, String value) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put(name, value);
        return new SignedRequest(request.method(), request.rawPath(), request.rawQuery(), headers);
    }

    static void refused(Authentication authentication, SignedRequest request, String code) {
        assertThatThrownBy(() -> authentication.accessKey(request))
                .as(request.toString())
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.error().code()).as(e.text()).isEqualTo(code));
    }

    /** What goes wrong on the way to a canonical request. */
    interface Slip {
        String on(String canonicalRequest);
    }

    /** A request with a signature whose canonical request has a slip. */
    static SignedRequest sign(SignedRequest request, String listed, String expire, Slip slip) {
        List<String> lines = new ArrayList<>();
        for (String name : listed.isEmpty() ? List.of("host") : List.of(listed.split(";", -1))) {
            lines.add(name + ":"
                    + request.header(name)
                            .replace(":", "%3A")
                            .replace(";", "%3B")
                            .replace("/", "%2F"));
        }
        lines.sort(null);
        List<String> query = new ArrayList<>(List.of(request.rawQuery().split("&", -1)));
        query.replaceAll(pair -> pair.isEmpty() || pair.contains("=") ? pair : pair + "=");
        query.sort(null);
        String canonical = slip.on(request.method() + "\n" + request.rawPath() + "\n" + String.join("&", query) + "\n"
                + String.join("\n", lines));
        String prefix = "bce-auth-v1/" + KEY + "/" + TIME + "/" + expire;
        String signature = hex(hex(SECRET, prefix), canonical);
        return with(request, "authorization", prefix + "/" + listed + "/" + signature);
    }

    static String hex(String key, String data) {
        return HexFormat.of().formatHex(mac(key.getBytes(StandardCharsets.UTF_8), data));
    }

    static byte[] mac(byte[] key, String data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
