package dev.blb.emulator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.journal.RecordedCall.Answered;
import dev.blb.emulator.journal.RecordedCall.Notes;
import dev.blb.emulator.journal.RecordedCall.Sent;
import dev.blb.emulator.journal.RecordedCall.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the journal keeps, and what it drops. */
class JournalTest {
    private static RecordedCall call(String account, String id, String body) {
        return new RecordedCall(
                id,
                Instant.EPOCH,
                account,
                "CreateBlb",
                new Sent(
                        "POST",
                        "/v1/blb",
                        "",
                        Map.of(),
                        Optional.of(Text.of(body, Integer.MAX_VALUE)),
                        Optional.empty(),
                        "http"),
                new Answered(200, "", "application/json", new Text("", 0)),
                1,
                new Notes("", Optional.empty(), List.of(), List.of(), List.of()));
    }

    private static List<String> ids(Journal journal, String account) {
        return journal.find(account, call -> true, 1000).calls().stream()
                .map(RecordedCall::requestId)
                .toList();
    }

    private static long dropped(Journal journal, String account) {
        return journal.find(account, call -> true, 1).dropped();
    }

    @Test
    void theOldestCallsOfAnAccountGo() {
        Journal journal = new Journal(2, 1_000_000);
        for (String id : List.of("1", "2", "3")) {
            journal.add(call("a", id, ""));
        }
        journal.add(call("b", "4", ""));

        assertThat(ids(journal, "a")).containsExactly("2", "3");
        assertThat(ids(journal, "b")).containsExactly("4");
        assertThat(ids(journal, "")).containsExactly("2", "3", "4");
        assertThat(dropped(journal, "a")).isEqualTo(1);
        assertThat(dropped(journal, "b")).isZero();
    }

    @Test
    void oneAccountHasAQuarterOfTheMemory() {
        Journal journal = new Journal(1000, 40_000);
        for (int i = 0; i < 9; i++) {
            journal.add(call("a", "a" + i, "x".repeat(2000)));
        }

        assertThat(ids(journal, "a")).containsExactly("a6", "a7", "a8");
        assertThat(dropped(journal, "a")).isEqualTo(6);
    }

    @Test
    void aCallThatIsTooLargeIsNotKept() {
        Journal journal = new Journal(10, 4000);
        journal.add(call("a", "small", ""));
        journal.add(call("a", "large", "x".repeat(5000)));

        assertThat(ids(journal, "a")).isEmpty();
        assertThat(dropped(journal, "a")).isEqualTo(2);
    }

    @Test
    void theAccountThatIsQuietGoesFirst() {
        Journal journal = new Journal(1000, 40_000);
        for (String account : List.of("a", "b", "c", "d", "a", "e", "f", "g")) {
            for (int i = 0; i < 3; i++) {
                journal.add(call(account, account + i, "x".repeat(2000)));
            }
        }

        assertThat(ids(journal, "b")).isEmpty();
        assertThat(ids(journal, "g")).hasSize(3);
        assertThat(dropped(journal, "")).isEqualTo(24 - ids(journal, "").size());
    }

    @Test
    void anAccountThatIsClearedGivesItsMemoryBack() {
        Journal journal = new Journal(1000, 40_000);
        for (int round = 0; round < 100; round++) {
            journal.add(call("a", "a", "x".repeat(5000)));
            journal.clear("a");
        }
        journal.add(call("b", "b", "x".repeat(5000)));
        assertThat(dropped(journal, "")).isZero();
        assertThat(ids(journal, "")).containsExactly("b");

        journal.clear("");
        assertThat(ids(journal, "")).isEmpty();
    }

    @Test
    void thousandsOfAccountsAreBounded() {
        Journal journal = new Journal(10, 100_000_000);
        for (int i = 0; i < 3000; i++) {
            journal.add(call("account-" + i, "id" + i, ""));
        }

        assertThat(journal.find("", call -> true, 10_000).calls()).hasSize(1000);
        assertThat(dropped(journal, "")).isEqualTo(2000);
    }

    @Test
    void whatOneAccountLostIsNotCountedForAnother() {
        Journal journal = new Journal(10, 100_000_000);
        for (int i = 0; i <= 1000; i++) {
            journal.add(call("account-" + i, "id" + i, ""));
        }
        assertThat(dropped(journal, "account-0")).isEqualTo(1);
        assertThat(dropped(journal, "account-1")).isZero();
        assertThat(dropped(journal, "account-1000")).isZero();
        assertThat(dropped(journal, "never-seen")).isZero();

        journal.add(call("account-0", "later", ""));
        assertThat(ids(journal, "account-0")).containsExactly("later");
        assertThat(dropped(journal, "account-0")).isEqualTo(1);
        assertThat(dropped(journal, "account-1")).isEqualTo(1);
        journal.clear("account-0");
        journal.clear("account-1");
        assertThat(dropped(journal, "account-0")).isZero();
        assertThat(dropped(journal, "account-1")).isZero();
    }

    @Test
    void theNamesOfAccountsThatLostAllAreBounded() {
        Journal journal = new Journal(10, 100_000_000);
        for (int i = 0; i < 11_001; i++) {
            journal.add(call("account-" + i, "id" + i, ""));
        }
        assertThat(dropped(journal, "account-0")).isZero();
        assertThat(dropped(journal, "account-1")).isEqualTo(1);
        assertThat(dropped(journal, "")).isEqualTo(10_000);
        journal.clear("");
        assertThat(dropped(journal, "account-1")).isZero();
        assertThat(dropped(journal, "")).isZero();
    }

    @Test
    void anAccountWithoutCallsMakesRoomToo() {
        Journal journal = new Journal(10, 8_000_000);
        journal.add(call("large", "id", "x".repeat(2_000_001)));
        for (int i = 0; i < 1001; i++) {
            journal.add(call("account-" + i, "id" + i, ""));
        }
        assertThat(dropped(journal, "large")).isEqualTo(1);
        assertThat(dropped(journal, "account-0")).isEqualTo(1);
        assertThat(dropped(journal, "account-1")).isZero();
    }

    @Test
    void nothingIsLostOrCountedTwiceByManyThreads() throws Exception {
        Journal journal = new Journal(50, 1_000_000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                String account = "account-" + thread % 4;
                Callable<Integer> work = () -> {
                    for (int i = 0; i < 500; i++) {
                        journal.add(call(account, "id", ""));
                    }
                    return 500;
                };
                all.add(threads.submit(work));
            }
            int added = 0;
            for (Future<Integer> each : all) {
                added += each.get();
            }
            int kept = ids(journal, "").size();
            assertThat(kept).isEqualTo(200);
            assertThat(kept + dropped(journal, "")).isEqualTo(added);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSlowWatcherIsToldHowManyCallsItMissed() throws InterruptedException {
        Journal journal = new Journal(10, 1_000_000);
        try (Feed feed = journal.watch(call -> call.account().equals("a"))) {
            for (int i = 0; i < 250; i++) {
                journal.add(call("a", "id" + i, ""));
                journal.add(call("b", "id" + i, ""));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(feed.next()).get().isInstanceOf(CallDocument.class);
            }
            assertThat(feed.next()).contains(Map.of("missed", 50L));
            journal.add(call("a", "later", ""));
            assertThat(feed.next()).get().isInstanceOf(CallDocument.class);
        }
    }
}
