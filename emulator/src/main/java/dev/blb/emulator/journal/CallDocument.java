package dev.blb.emulator.journal;

import dev.blb.emulator.api.StatusChange;
import dev.blb.emulator.journal.RecordedCall.Ignored;
import dev.blb.emulator.journal.RecordedCall.Text;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call as the routes of the journal show it. */
record CallDocument(
        String id,
        String time,
        String account,
        String kind,
        @Nullable String operation,
        String method,
        String path,
        String query,
        Map<String, String> headers,
        @Nullable String body,
        @Nullable Boolean bodyCut,
        @Nullable Boolean bodyIsText,
        int status,
        @Nullable String code,
        String answer,
        @Nullable Boolean answerCut,
        long durationMillis,
        @Nullable String blbId,
        @Nullable StatusChange change,
        List<Ignored> ignoredMembers,
        List<String> hints,
        List<String> faults) {
    /** The document of a call that is scrubbed. */
    static CallDocument of(RecordedCall call) {
        Text body = call.sent().body().orElse(null);
        Text answer = call.answered().body();
        return new CallDocument(
                call.requestId(),
                call.time().toString(),
                call.account(),
                call.isControl() ? RecordedCall.CONTROL : "api",
                call.isControl() ? null : filled(call.operation()),
                call.sent().method(),
                call.sent().path(),
                call.sent().query(),
                call.sent().headers(),
                body == null ? null : body.text(),
                (body != null && body.isCut()) ? true : null,
                call.sent().bytes().isPresent() ? false : null,
                call.answered().status(),
                filled(call.answered().code()),
                answer.text(),
                answer.isCut() ? true : null,
                call.durationMillis(),
                filled(call.notes().blbId()),
                call.notes().change().orElse(null),
                call.notes().ignored(),
                call.notes().hints(),
                call.notes().faults());
    }

    private static @Nullable String filled(String text) {
        return text.isEmpty() ? null : text;
    }
}
