package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FSCACHE rows 23 and 25: marks of folios. */
@Timeout(30)
final class HeapFolioTest {
    private static final ObjectGeneration GENERATION = new ObjectGeneration(new Generation(1, 7), new Generation(2, 7));

    private final HeapFolio folio = new HeapFolio(4096, 4096, ObjectGeneration.NONE);

    @Test
    void aMarkedFolioIsNotMarkedAgainAndNotChanged() {
        folio.put(1, ByteBuffer.wrap(new byte[] {5}));
        folio.startFscache();

        assertThatIllegalStateException().isThrownBy(folio::startFscache);
        assertThatIllegalStateException().isThrownBy(() -> folio.put(0, ByteBuffer.wrap(new byte[] {6})));
        assertThatIllegalStateException().isThrownBy(() -> folio.capture(GENERATION));
        assertThat(folio.isFscache()).isTrue();
        assertThat(folio.bytes().get(1)).isEqualTo((byte) 5);
        assertThat(folio.bytes().get(0)).isZero();

        folio.stored(GENERATION);
        folio.endFscache();
        folio.endFscache();
        folio.startFscache();
        assertThat(folio.generation()).isEqualTo(GENERATION);
    }

    @Test
    void whoWaitsGoesOnWhenTheMarkGoesAndKeepsAnInterrupt() {
        folio.startFscache();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            folio.awaitFscache();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.WAITING);
        waiter.interrupt();
        await().until(() -> waiter.getState() == Thread.State.WAITING);
        assertThat(interrupted).isNotDone();

        folio.endFscache();

        assertThat(interrupted.join()).isTrue();
    }

    @Test
    void anInterruptEndsAnInterruptibleWait() {
        folio.startFscache();
        Thread.currentThread().interrupt();

        assertThatThrownBy(folio::awaitFscacheInterruptibly).isInstanceOf(InterruptedException.class);
        assertThat(folio.isFscache()).isTrue();
    }

    @Test
    void itsBytesCannotBeWrittenThroughTheView() {
        assertThat(folio.bytes().isReadOnly()).isTrue();
        assertThat(folio.bytes().remaining()).isEqualTo(4096);
    }

    @Test
    void aMappingHasItsFoliosInOrderAndTakesMarksAwayWhereTheRangeIs() {
        HeapMapping mapping = new HeapMapping();
        HeapFolio last = new HeapFolio(8192, 100, ObjectGeneration.NONE);
        HeapFolio first = new HeapFolio(0, 4096, ObjectGeneration.NONE);
        mapping.add(last);
        mapping.add(folio);
        mapping.add(first);

        assertThat(mapping.folios(0, 8193)).containsExactly(first, folio, last);
        assertThat(mapping.folios(4095, 4097)).containsExactly(first, folio);
        assertThat(mapping.folios(8292, 4096)).isEmpty();
        assertThat(mapping.folio(8191)).isSameAs(folio);
        assertThat(mapping.folio(8292)).isNull();

        first.startFscache();
        folio.startFscache();
        mapping.clearFscacheMarks(4096, 4096, false);
        assertThat(folio.isFscache()).isTrue();
        mapping.clearFscacheMarks(4096, 4096, true);
        assertThat(folio.isFscache()).isFalse();
        assertThat(first.isFscache()).isTrue();

        mapping.release(folio);
        assertThat(mapping.folios(0, 8292)).containsExactly(first, last);
    }
}
