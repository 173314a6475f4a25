package dev.blb.emulator.traffic;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a listener refuses by itself, beside those that cannot be read at all: what nginx refuses, as the cloud's
 * layer 7 is one (assumption).
 */
public final class RequestRules {
    /** The longest request line in bytes; nginx's large buffers (assumption). */
    public static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

    /** The longest header in bytes, name and value together. */
    public static final int MAX_HEADER_BYTES = 8 * 1024;

    /** The most bytes that all headers may have together. */
    public static final int MAX_HEADERS_BYTES = 32 * 1024;

    private static final String SELF = ".";
    private static final String PARENT = "..";

    private RequestRules() {}

    /**
     * A refusal; the connection is closed after it.
     *
     * @param status the status of the answer
     * @param reason why, for {@code x-blb-emulator-reason}
     */
    public record Refusal(int status, String reason) {}

    /**
     * Why a request is refused, or null if it is not.
     *
     * @param version such as {@code HTTP/1.1}
     * @param headers all values of a header by its name
     */
    public static @Nullable Refusal refusal(
            String method, String uri, String version, Function<String, List<String>> headers) {
        if (!isMethod(method)) {
            return new Refusal(400, "the method is malformed; allowed are upper-case letters, - and _");
        }
        if (method.equals("CONNECT")) {
            return new Refusal(400, "CONNECT is not allowed");
        }
        if (method.equals("TRACE")) {
            return new Refusal(405, "TRACE is not allowed");
        }
        Refusal ofTarget = target(uri);
        if (ofTarget != null) {
            return ofTarget;
        }
        boolean isHttp11 = version.startsWith("HTTP/1.") && !version.equals("HTTP/1.0");
        if (!isHttp11 && !version.equals("HTTP/1.0")) {
            return new Refusal(
                    version.startsWith("HTTP/0") ? 400 : 505, "the version is " + version + "; allowed is HTTP/1.1");
        }
        List<String> hosts = headers.apply("host");
        if (hosts.size() > 1 || (hosts.isEmpty() && isHttp11)) {
            return new Refusal(400, "the request has " + hosts.size() + " Host headers; allowed is one");
        }
        if (!hosts.isEmpty() && !isHost(hosts.get(0))) {
            return new Refusal(400, "the Host header is malformed");
        }
        return framing(isHttp11, headers);
    }

    private static boolean isMethod(String method) {
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if ((c < 'A' || c > 'Z') && c != '-' && c != '_') {
                return false;
            }
        }
        return !method.isEmpty();
    }

    private static @Nullable Refusal framing(boolean isHttp11, Function<String, List<String>> headers) {
        List<String> codings = headers.apply("transfer-encoding");
        if (codings.isEmpty()) {
            return null;
        }
        if (!headers.apply("content-length").isEmpty()) {
            return new Refusal(400, "the request has both Content-Length and Transfer-Encoding");
        }
        if (!isHttp11) {
            return new Refusal(400, "Transfer-Encoding needs HTTP/1.1");
        }
        if (codings.size() > 1) {
            return new Refusal(400, "the request has " + codings.size() + " Transfer-Encoding headers; allowed is one");
        }
        return codings.get(0).equalsIgnoreCase("chunked")
                ? null
                : new Refusal(501, "the Transfer-Encoding is unknown; allowed is chunked");
    }

    private static @Nullable Refusal target(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) <= ' ' || uri.charAt(i) >= 127) {
                return new Refusal(400, "the request target has characters that must be percent-encoded");
            }
        }
        boolean allowed = uri.startsWith("/") || authority(uri) != null;
        if (!allowed) {
            return new Refusal(400, "the request target is malformed; allowed is a path or an http URI");
        }
        boolean isPlain = uri.indexOf('%') < 0 && !uri.contains("/.");
        return isPlain ? null : path(originForm(uri));
    }

    /** A path is read as by nginx: it is decoded once, its empty segments do not count, and its query is not read. */
    private static @Nullable Refusal path(String target) {
        int depth = 0;
        StringBuilder segment = new StringBuilder();
        int end = pathEnd(target);
        for (int i = 0; i <= end; i++) {
            char c = i == end ? '/' : target.charAt(i);
            if (c == '%') {
                int code = i + 2 < end ? hexadecimal(target, i + 1) : -1;
                if (code <= 0) {
                    return new Refusal(
                            400, "the request target has a percent-encoding that is none, or is that of NUL");
                }
                c = (char) code;
                i += 2;
            }
            if (c != '/') {
                segment.append(c);
                continue;
            }
            boolean isUp = PARENT.contentEquals(segment);
            depth += isUp ? -1 : segment.isEmpty() || SELF.contentEquals(segment) ? 0 : 1;
            segment.setLength(0);
            if (depth < 0) {
                return new Refusal(400, "the request target leads above the root by ..");
            }
        }
        return null;
    }

    private static int pathEnd(String target) {
        int end = 0;
        while (end < target.length() && "?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** The value of two hexadecimal digits; less than 0 if they are none. */
    private static int hexadecimal(String text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** The host, and port if any, of a request target in absolute form; null for another target or a malformed one. */
    public static @Nullable String authority(String uri) {
        int start = schemeLength(uri);
        if (start == 0) {
            return null;
        }
        String authority = uri.substring(start, authorityEnd(uri, start));
        return isHost(authority) ? authority : null;
    }

    /** A request target in origin form: an absolute one without scheme and host. */
    public static String originForm(String uri) {
        int start = schemeLength(uri);
        if (start == 0) {
            return uri;
        }
        String rest = uri.substring(authorityEnd(uri, start));
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static int authorityEnd(String uri, int start) {
        int end = start;
        while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int schemeLength(String uri) {
        if (uri.startsWith("/")) {
            return 0;
        }
        String lower = uri.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : 0;
    }

    /** Whether a text is a host with or without a port; an IPv6 address stands in brackets (RFC 9112, 3.2). */
    private static boolean isHost(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        String host = end < 0 ? text : text.substring(0, end);
        String port = end < 0 ? "" : text.substring(end);
        if (host.isEmpty() || (!port.isEmpty() && port.charAt(0) != ':')) {
            return false;
        }
        for (int i = 1; i < port.length(); i++) {
            if (port.charAt(i) < '0' || port.charAt(i) > '9') {
                return false;
            }
        }
        String allowed = host.startsWith("[") ? "[]:.%" : "-._~%!$&'()*+;=";
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean isAlphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!isAlphanumeric && allowed.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
