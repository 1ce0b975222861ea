package dev.banksman.controller.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.banksman.controller.journal.Journal.Append;
import dev.banksman.controller.journal.Journal.Appended;
import dev.banksman.controller.journal.Journal.StoredEvent;
import dev.banksman.controller.run.RunPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every journal must keep to. Each kind of journal has a test class that extends this one. */
abstract class JournalContract {

    static final RunCard CARD = new RunCard(
            "upgrade",
            "Upgrade it all",
            "sha256:12",
            true,
            List.of("db-1", "web-1"),
            "ann",
            Instant.parse("2026-03-01T03:00:00Z"));

    Journal journal;
    long term;

    abstract Journal open();

    /** Alters the bytes of a stored event behind the journal's back. */
    abstract void damage(String run, long position);

    @BeforeEach
    void openJournal() {
        journal = open();
        term = journal.acquireEpoch("first");
    }

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    static List<ByteString> events(String... texts) {
        return List.of(texts).stream().map(ByteString::copyFromUtf8).toList();
    }

    static Append opening(String run, long term, String... texts) {
        return new Append(run, 0, term, events(texts), Optional.of(CARD), Optional.empty());
    }

    static Append more(String run, long expected, long term, String... texts) {
        return new Append(run, expected, term, events(texts), Optional.empty(), Optional.empty());
    }

    @Test
    void eventsComeBackInOrderWithPositionsAndChain() {
        journal.append(opening("run-1", term, "a", "b")).join();
        var appended = journal.append(more("run-1", 2, term, "c")).join();

        var read = journal.read("run-1", 0, 100);

        assertThat(read).extracting(StoredEvent::position).containsExactly(1L, 2L, 3L);
        assertThat(read).extracting(e -> e.bytes().toStringUtf8()).containsExactly("a", "b", "c");
        var hash = Chain.START;
        for (var event : read) {
            hash = Chain.next(hash, event.bytes());
            assertThat(event.hash()).isEqualTo(hash);
        }
        assertThat(appended).isEqualTo(new Appended(3, hash));
        assertThat(journal.hash("run-1", 3)).contains(hash);
        assertThat(journal.hash("run-1", 4)).isEmpty();
    }

    @Test
    void readsPageByPage() {
        journal.append(opening("run-1", term, "a", "b", "c", "d", "e")).join();

        assertThat(journal.read("run-1", 0, 2))
                .extracting(StoredEvent::position)
                .containsExactly(1L, 2L);
        assertThat(journal.read("run-1", 2, 2))
                .extracting(StoredEvent::position)
                .containsExactly(3L, 4L);
        assertThat(journal.read("run-1", 4, 2))
                .extracting(StoredEvent::position)
                .containsExactly(5L);
        assertThat(journal.read("run-1", 5, 2)).isEmpty();
        assertThat(journal.read("run-1", 50, 2)).isEmpty();
        assertThat(journal.read("nobody", 0, 2)).isEmpty();
    }

    @Test
    void anAppendAtTheWrongPositionConflicts() {
        journal.append(opening("run-1", term, "a")).join();

        assertThatThrownBy(() -> journal.append(more("run-1", 2, term, "b")).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(JournalException.Conflict.class)
                .hasMessageContaining("has 1 events; expected 2");
        assertThatThrownBy(() -> journal.append(opening("run-1", term, "b")).join())
                .hasCauseInstanceOf(JournalException.Conflict.class);
        assertThat(journal.read("run-1", 0, 10)).hasSize(1);
    }

    @Test
    void fencedControllerCanAppendNothing() {
        journal.append(opening("run-1", term, "a")).join();
        long newer = journal.acquireEpoch("second");

        assertThat(newer).isGreaterThan(term);
        assertThatThrownBy(() -> journal.append(more("run-1", 1, term, "b")).join())
                .hasCauseInstanceOf(JournalException.Fenced.class)
                .hasMessageContaining("second");
        assertThatThrownBy(() -> journal.append(opening("run-2", term, "a")).join())
                .hasCauseInstanceOf(JournalException.Fenced.class);
        assertThat(journal.append(more("run-1", 1, newer, "b")).join().position())
                .isEqualTo(2);
        assertThat(journal.run("run-2")).isEmpty();
    }

    @Test
    void aRefusedAppendSpoilsNoOther() {
        List<CompletableFuture<Appended>> good = new ArrayList<>();
        List<CompletableFuture<Appended>> bad = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            good.add(journal.append(opening("run-" + i, term, "a", "b")));
            bad.add(journal.append(more("run-" + i, 7, term, "c")));
            good.add(journal.append(more("run-" + i, 2, term, "c")));
        }

        assertThat(good).allSatisfy(future -> assertThat(future).succeedsWithin(Duration.ofSeconds(30)));
        assertThat(bad)
                .allSatisfy(
                        future -> assertThatThrownBy(future::join).hasCauseInstanceOf(JournalException.Conflict.class));
        assertThat(IntStream.range(0, 50).mapToObj(i -> journal.read("run-" + i, 0, 10)))
                .allSatisfy(events -> assertThat(events).hasSize(3));
    }

    @Test
    void theIndexOfRunsFollowsTheEvents() {
        journal.append(opening("run-b", term, "a")).join();
        journal.append(opening("run-a", term, "a")).join();
        var ended = new RunStatus(RunPhase.FAILED, true, false, Optional.of(Instant.parse("2026-03-01T04:00:00Z")));
        var head = journal.append(new Append("run-b", 1, term, events("b", "c"), Optional.empty(), Optional.of(ended)))
                .join();

        assertThat(journal.runs()).extracting(RunEntry::run).containsExactly("run-b", "run-a");
        assertThat(journal.run("run-b")).contains(new RunEntry("run-b", CARD, ended, 3, head.chainHead(), term));
        assertThat(journal.run("run-a").orElseThrow().status()).isEqualTo(RunStatus.PLANNED);
    }

    @Test
    void aDamagedEventIsAFaultThatNamesItsPosition() {
        journal.append(opening("run-1", term, "a", "b", "c", "d")).join();
        damage("run-1", 3);

        assertThatThrownBy(() -> journal.read("run-1", 0, 100))
                .isInstanceOf(JournalFault.class)
                .hasMessageContaining("run-1")
                .hasMessageContaining("position 3");
        assertThat(journal.read("run-1", 0, 2)).hasSize(2);
    }

    @Test
    void aClosedJournalAcknowledgesNothing() {
        journal.close();

        assertThatThrownBy(() -> journal.append(opening("run-1", term, "a")).join())
                .hasCauseInstanceOf(JournalException.Unavailable.class);
    }

    @Test
    void anOpeningBelongsToTheFirstEvent() {
        assertThatThrownBy(() -> more("run-1", 0, term, "a")).isInstanceOf(IllegalArgumentException.class);
    }
}
