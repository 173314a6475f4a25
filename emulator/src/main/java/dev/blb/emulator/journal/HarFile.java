package dev.blb.emulator.journal;

import de.sstoehr.harreader.HarWriter;
import de.sstoehr.harreader.HarWriterException;
import de.sstoehr.harreader.model.Har;
import de.sstoehr.harreader.model.HarContent;
import de.sstoehr.harreader.model.HarCreatorBrowser;
import de.sstoehr.harreader.model.HarEntry;
import de.sstoehr.harreader.model.HarHeader;
import de.sstoehr.harreader.model.HarLog;
import de.sstoehr.harreader.model.HarPostData;
import de.sstoehr.harreader.model.HarQueryParam;
import de.sstoehr.harreader.model.HarRequest;
import de.sstoehr.harreader.model.HarResponse;
import de.sstoehr.harreader.model.HarTiming;
import dev.blb.emulator.journal.RecordedCall.Text;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Calls as an HTTP archive, HAR 1.2, which browsers and HTTP tools open. */
final class HarFile {
    private static final String VERSION = "HTTP/1.1";

    /** As browsers write where an answer names no type: HAR requires one. */
    private static final String UNKNOWN_TYPE = "x-unknown";

    private static final String CUT = "The end of the body is missing: the journal keeps no more of it.";
    private static final String NO_TEXT = "The body is no text; this is its base64.";

    private HarFile() {}

    /** The JSON of scrubbed calls. */
    static String of(List<RecordedCall> calls) {
        HarCreatorBrowser creator = new HarCreatorBrowser();
        creator.setName("BLB emulator");
        String version = HarFile.class.getPackage().getImplementationVersion();
        creator.setVersion(version == null ? "development" : version);
        HarLog log = new HarLog();
        log.setVersion("1.2");
        log.setCreator(creator);
        log.setEntries(calls.stream().map(HarFile::entry).toList());
        Har har = new Har();
        har.setLog(log);
        try {
            return new String(new HarWriter().writeAsBytes(har), StandardCharsets.UTF_8);
        } catch (HarWriterException e) {
            throw new IllegalStateException("an archive cannot be written as JSON", e);
        }
    }

    private static HarEntry entry(RecordedCall call) {
        int millis = (int) Math.min(Integer.MAX_VALUE, call.durationMillis());
        HarTiming timings = new HarTiming();
        timings.setSend(0);
        timings.setWait(millis);
        timings.setReceive(0);
        HarEntry entry = new HarEntry();
        entry.setStartedDateTime(Date.from(call.time().minusMillis(millis)));
        entry.setTime(millis);
        entry.setRequest(request(call));
        entry.setResponse(response(call));
        entry.setTimings(timings);
        entry.setComment(Stream.concat(Stream.of(call.operation(), call.account()), call.notes().hints().stream())
                .filter(text -> !text.isEmpty())
                .reduce((a, b) -> a + "; " + b)
                .orElse(""));
        return entry;
    }

    private static HarRequest request(RecordedCall call) {
        RecordedCall.Sent sent = call.sent();
        HarRequest request = new HarRequest();
        request.setRawMethod(sent.method());
        request.setUrl(sent.scheme() + "://" + sent.headers().getOrDefault("host", "127.0.0.1") + sent.target());
        request.setHttpVersion(VERSION);
        request.setCookies(List.of());
        request.setHeaders(sent.headers().entrySet().stream()
                .map(each -> header(each.getKey(), each.getValue()))
                .toList());
        request.setQueryString(Stream.of(sent.query().split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .map(HarFile::parameter)
                .toList());
        request.setHeadersSize(-1L);
        request.setBodySize(sent.bytes()
                .map(bytes -> (long) bytes.length())
                .or(() -> sent.body().map(HarFile::size))
                .orElse(0L));
        sent.body().filter(body -> body.length() > 0).ifPresent(body -> {
            HarPostData data = new HarPostData();
            data.setMimeType(sent.headers().getOrDefault("content-type", "application/json"));
            data.setText(body.text());
            if (body.isCut()) {
                data.setComment(CUT);
            }
            // Only the content of an answer has a member for the encoding, and answers are texts.
            sent.bytes().ifPresent(bytes -> {
                data.setText(base64(bytes));
                data.setComment(NO_TEXT);
            });
            request.setPostData(data);
        });
        return request;
    }

    /** The size of a body in bytes; -1 if its end is missing. */
    private static long size(Text body) {
        return body.isCut() ? -1 : body.text().getBytes(StandardCharsets.UTF_8).length;
    }

    private static String base64(String bytes) {
        return Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static HarResponse response(RecordedCall call) {
        Text body = call.answered().body();
        HarContent content = new HarContent();
        content.setSize(size(body));
        String type = call.answered().type();
        content.setMimeType(type.isEmpty() ? UNKNOWN_TYPE : type);
        content.setText(body.text());
        if (body.isCut()) {
            content.setComment(CUT);
        }
        HarResponse response = new HarResponse();
        response.setRawStatus(call.answered().status());
        response.setStatusText(call.answered().code());
        response.setHttpVersion(VERSION);
        response.setCookies(List.of());
        response.setHeaders(List.of(header("x-bce-request-id", call.requestId())));
        response.setContent(content);
        response.setRedirectURL("");
        response.setHeadersSize(-1L);
        response.setBodySize(size(body));
        return response;
    }

    private static HarHeader header(String name, String value) {
        HarHeader header = new HarHeader();
        header.setName(name);
        header.setValue(value);
        return header;
    }

    private static HarQueryParam parameter(String pair) {
        Map.Entry<String, String> parts =
                Map.entry(pair.split("=", 2)[0], pair.contains("=") ? pair.substring(pair.indexOf('=') + 1) : "");
        HarQueryParam parameter = new HarQueryParam();
        parameter.setName(parts.getKey());
        parameter.setValue(parts.getValue());
        return parameter;
    }
}
