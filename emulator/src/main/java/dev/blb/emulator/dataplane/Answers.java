package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.TrafficFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** The answers that the data plane gives by itself: short HTML as nginx's, with the reason in a header. */
final class Answers {
    /** Why the data plane answered by itself. */
    static final String REASON_HEADER = "x-blb-emulator-reason";

    /** Lets a client send its body; shared, so a duplicate is sent. */
    static final FullHttpResponse CONTINUE =
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);

    private static final int MAX_REASON_LENGTH = 1_000;

    private Answers() {}

    /** An answer with this status. */
    static FullHttpResponse of(int status, String reason) {
        HttpResponseStatus line = HttpResponseStatus.valueOf(status);
        String html = "<html>\r\n<head><title>" + line + "</title></head>\r\n<body>\r\n<center><h1>" + line
                + "</h1></center>\r\n</body>\r\n</html>\r\n";
        ByteBuf body = Unpooled.copiedBuffer(html, StandardCharsets.US_ASCII);
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, line, body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/html")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(REASON_HEADER, printable(reason));
        return answer;
    }

    /** A redirection. */
    static FullHttpResponse redirection(String location) {
        FullHttpResponse answer = of(301, "the listener redirects to its HTTPS listener");
        answer.headers().set(HttpHeaderNames.LOCATION, location);
        return answer;
    }

    /**
     * The answer of a planned fault.
     *
     * @param reason names the rule
     */
    record PlannedAnswer(TrafficFault.Answer answer, String reason) {}

    /** Answers as a plan says. */
    static FullHttpResponse planned(PlannedAnswer planned) {
        ByteBuf body = Unpooled.copiedBuffer(planned.answer().body(), StandardCharsets.UTF_8);
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(planned.answer().status()),
                body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(REASON_HEADER, printable(planned.reason()));
        return answer;
    }

    /** A text that can stand in a header. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(text.length(), MAX_REASON_LENGTH); i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c < 127 ? c : '?');
        }
        return printable.toString();
    }
}
