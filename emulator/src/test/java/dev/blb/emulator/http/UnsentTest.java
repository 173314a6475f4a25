package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UnsentTest {
    private static final int MIB = 1024 * 1024;

    private final Unsent unsent = new Unsent(32 * MIB);

    private static Answer answer(int length) {
        return Answer.text("text/plain", "x".repeat(length));
    }

    @Test
    void largeAnswersThatNobodyReadsAreRefusedUntilOneWasSent() {
        List<Answer> unread =
                Stream.generate(() -> unsent.admitted(answer(MIB))).limit(16).toList();
        assertThatThrownBy(() -> unsent.admitted(answer(MIB)))
                .isInstanceOf(ApiException.class)
                .hasMessageContainingAll("wait for clients to read them", "16777216");
        Answer small = answer(1000);
        assertThat(unsent.admitted(small)).isSameAs(small);
        unsent.sent(unread.get(0));
        unsent.sent(unread.get(0));
        unsent.sent(small);
        unsent.admitted(answer(MIB));
        assertThatThrownBy(() -> unsent.admitted(answer(MIB))).isInstanceOf(ApiException.class);
    }

    @Test
    void anAnswerThatIsSentTwiceCountsTwice() {
        Answer shared = answer(8 * MIB);
        unsent.admitted(shared);
        unsent.admitted(shared);
        unsent.sent(shared);
        assertThatThrownBy(() -> unsent.admitted(answer(9 * MIB))).isInstanceOf(ApiException.class);
        unsent.sent(shared);
        unsent.admitted(answer(9 * MIB));
    }

    @Test
    void soManyThreadsWaitForClientsAtMost() {
        List<Answer> unread = Stream.generate(() -> unsent.admitted(answer(33 * 1024)))
                .limit(100)
                .toList();
        assertThatThrownBy(() -> unsent.admitted(answer(33 * 1024)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("100 answers of more than 32768");
        unsent.admitted(answer(32 * 1024));
        unsent.sent(unread.get(0));
        unsent.admitted(answer(33 * 1024));
    }

    @Test
    void oneAnswerAlwaysFits() {
        Answer larger = unsent.admitted(answer(20 * MIB));
        assertThatThrownBy(() -> unsent.admitted(answer(MIB))).isInstanceOf(ApiException.class);
        unsent.sent(larger);
        unsent.admitted(answer(MIB));
    }

    @Test
    void thePartsOfAnAnswerAreItsBytes() {
        for (String text : List.of("", "x".repeat(9000), "x".repeat(8191) + "\ud83d\ude00中".repeat(5000))) {
            Answer answer = Answer.text("text/plain", text);
            List<Byte> bytes = new ArrayList<>();
            for (int from = 0; from < text.length(); from = answer.partEnd(from)) {
                for (byte each : answer.part(from)) {
                    bytes.add(each);
                }
            }
            byte[] whole = text.getBytes(StandardCharsets.UTF_8);
            assertThat(bytes).hasSize(whole.length);
            assertThat(answer.length()).isEqualTo(whole.length);
            for (int i = 0; i < whole.length; i++) {
                assertThat(bytes.get(i)).isEqualTo(whole[i]);
            }
        }
    }
}
