package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.schema.UnknownMember;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log tells of a request. */
class TraceTest {
    private final Trace trace = new Trace("id-1", new SignedRequest("PUT", "/v1/blb/lb-1", "", Map.of()));

    @Test
    void aRequestThatWasServedIsOneShortLine() {
        trace.operation("UpdateBlb");
        trace.account("emulator-a");
        assertThat(trace.line("NOW", 200, 3)).isEqualTo("NOW UpdateBlb 200 3ms id-1 emulator-a");
    }

    @Test
    void ofARefusedOneItNamesCodeMethodAndPath() {
        trace.refused(ApiError.ACCESS_DENIED.plain());
        assertThat(trace.line("NOW", 403, 3)).isEqualTo("NOW - 403 3ms id-1 - AccessDenied PUT /v1/blb/lb-1");
    }

    @Test
    void ignoredMembersAreNamedWithTheNearest() {
        trace.ignored(List.of(
                new UnknownMember("list[0].wieght", "wieght", List.of("weight", "desc"), false),
                new UnknownMember("colour", "colour", List.of("name"), false)));
        assertThat(trace.line("NOW", 200, 3)).endsWith(" - ignored-members=list[0].wieght(weight?),colour");
    }

    @Test
    void noTextOfACallersMakesTheLineLongOrLooksLikeAnother() {
        trace.ignored(IntStream.range(0, 1000)
                .mapToObj(i -> new UnknownMember("x\nERROR \u0085\u001b[2J" + "y".repeat(1000), "x", List.of(), false))
                .toList());
        assertThat(trace.line("NOW", 200, 3))
                .hasSizeLessThan(3000)
                .matches("[ -~]+")
                .contains("x\\u000aERROR\\u0020\\u0085\\u001b[2J")
                .endsWith(",...");
        Trace long1 = new Trace("id-1", new SignedRequest("G".repeat(9000), "/" + "p".repeat(9000), "", Map.of()));
        long1.refused(ApiError.INVALID_URI.plain());
        assertThat(long1.line("NOW", 400, 3)).hasSizeLessThan(600);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE_SERVERS | {\"backendServerList\":[\"i-1\",\"i-2\"]} | false",
                "DELETE_SERVERS | {\"backendServerList\":[{\"instanceId\":\"i-1\"}]} | true",
                "DELETE_SERVERS | {\"backendServerList\":[\"i-1\"],\"weight\":5} | true",
                "UPDATE_SERVERS | {\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":5}]} | false"
            })
    void aRemovalIsWarnedOfOnlyIfItLooksLikeAnUpdate(Operation operation, String body, boolean warned) {
        assertThat(NearMisses.missingSelector(
                                operation, BodyReader.object(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        .isPresent())
                .isEqualTo(warned);
    }
}
