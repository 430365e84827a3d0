package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.ReadHole;
import io.netfscache.netfs.HeapFolio;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Folios on their way to the cache: their marks, fscache_write_to_cache and fscache_clear_page_bits. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class WriteToCacheIT {
    private static final String NAME = "file";
    private static final int PAGE = Pages.PAGE;
    private static final int SIZE = 4 * PAGE + 100;
    private static final byte[] OLD = Io.contents('o', SIZE);

    /** What the file has when those bytes have replaced some of the old ones. */
    private static byte[] withBytes(int at, byte[] bytes) {
        byte[] all = OLD.clone();
        System.arraycopy(bytes, 0, all, at, bytes.length);
        return all;
    }

    @Test
    @Row({23, 24})
    void folios_that_were_read_are_a_fill_and_folios_of_a_modifier_a_change(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "folios", 2);
        Cookie reader = clients.use(0, NAME, SIZE);
        Pages ofReader = new Pages(reader, SIZE);
        HeapFolio all = ofReader.marked(0, OLD);

        assertThat(ofReader.write(0, SIZE).transferred()).isEqualTo(SIZE);

        assertThat(all.isFscache()).isFalse();
        Cookie writer = clients.modify(1, NAME, SIZE);
        assertThat(Io.read(writer, SIZE)).isEqualTo(OLD);
        Pages ofWriter = new Pages(writer, SIZE);
        byte[] change = Io.contents('n', PAGE);
        byte[] end = Io.contents('e', 100);
        HeapFolio changed = ofWriter.marked(PAGE, change);
        HeapFolio last = ofWriter.marked(4 * PAGE, end);

        // When both are on their way at once
        Termination first = ofWriter.write(PAGE, PAGE);
        Termination second = ofWriter.write(4 * PAGE, 100);

        assertThat(first.transferred()).isEqualTo(PAGE);
        assertThat(second.transferred()).isEqualTo(100);
        byte[] wanted = withBytes(PAGE, change);
        System.arraycopy(end, 0, wanted, 4 * PAGE, end.length);
        assertThat(Io.read(reader, SIZE)).isEqualTo(wanted);
        assertThat(last.generation()).isEqualTo(Pages.capture(writer));

        // And what has been stored may be changed and stored again
        changed.put(0, ByteBuffer.wrap(Io.contents('m', PAGE)));
        changed.startFscache();
        assertThat(ofWriter.write(PAGE, PAGE).transferred()).isEqualTo(PAGE);
        assertThat(Io.read(reader, PAGE, PAGE)).isEqualTo(Io.contents('m', PAGE));
    }

    @Test
    @Row({23, 24})
    void there_is_one_cache_write_per_folio_at_a_time_and_nobody_waits_for_it_who_need_not(ContractCluster cluster)
            throws Exception {
        // Given a cookie whose look-up is not answered
        Clients clients = Clients.connect(cluster, "one-write", 1);
        Cookie cookie = clients.use(0, NAME, SIZE);
        Pages pages = new Pages(cookie, SIZE);
        HeapFolio folio = pages.marked(0, OLD);
        cookie.unuse(null, null);
        await("the cookie is given up").atMost(Io.SOON).until(() -> cookie.state() instanceof CookieState.Quiescent);
        Termination termination;
        CompletableFuture<Void> waiter;
        CompletableFuture<Void> interruptible;
        try (Firewall.Rule held = clients.holdAnswers(0, FrameType.COOKIE)) {
            cookie.use(false);

            // When its folio is written to the cache
            termination = pages.write(0, SIZE);

            // Then the call is back, and the folio is marked until that is over
            await("it is asked").atMost(Io.SOON).until(() -> held.caught() > 0);
            assertThat(termination.calls()).isZero();
            assertThat(folio.isFscache()).isTrue();
            assertThatIllegalStateException().isThrownBy(folio::startFscache);
            assertThatIllegalStateException().isThrownBy(() -> folio.put(0, ByteBuffer.wrap(new byte[] {'n'})));
            waiter = Io.inBackground(folio::awaitFscache);
            interruptible = Io.inBackground(folio::awaitFscacheInterruptibly);
            assertThat(waiter).isNotDone();
        }
        assertThat(termination.transferred()).isEqualTo(SIZE);
        assertThat(termination.await().wasAsync()).isTrue();
        Io.await(waiter);
        Io.await(interruptible);
        folio.startFscache();
        assertThat(Io.read(cookie, SIZE)).isEqualTo(OLD);
    }

    @Test
    @Row(24)
    void what_another_client_has_changed_since_is_stale_and_nobody_reads_the_old_bytes(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "overlapping", 2);
        Cookie one = clients.modify(0, NAME, SIZE);
        RangeIo.write(one, 0, OLD);
        Cookie two = clients.modify(1, NAME, SIZE);
        Pages pages = new Pages(one, SIZE);
        HeapFolio folio = pages.marked(0, Io.contents('x', 2 * PAGE));
        byte[] theirs = Io.contents('t', PAGE);
        RangeIo.write(two, PAGE, theirs);

        Termination termination = pages.write(0, 2 * PAGE);

        assertThat(termination.error().code()).isEqualTo(ErrorCode.ESTALE);
        assertThat(folio.isFscache()).isFalse();
        for (Cookie cookie : List.of(one, two)) {
            assertThat(Io.read(cookie, SIZE)).isEqualTo(withBytes(PAGE, theirs));
        }
    }

    @Test
    @Row(24)
    void what_another_client_has_changed_elsewhere_is_carried_and_both_are_stored(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "elsewhere", 2);
        Cookie one = clients.modify(0, NAME, SIZE);
        RangeIo.write(one, 0, OLD);
        Cookie two = clients.modify(1, NAME, SIZE);
        Pages pages = new Pages(one, SIZE);
        byte[] ours = Io.contents('x', 2 * PAGE);
        byte[] theirs = Io.contents('t', PAGE);
        HeapFolio folio = pages.marked(0, ours);
        ObjectGeneration captured = folio.generation();
        RangeIo.write(two, 2 * PAGE, theirs);
        ObjectGeneration now = Pages.capture(one);
        assertThat(one.carries(captured, now, 0, 2 * PAGE)).isTrue();
        assertThat(one.carries(captured, now, 0, 2 * PAGE + 1)).isFalse();

        assertThat(pages.write(0, 2 * PAGE).transferred()).isEqualTo(2 * PAGE);

        byte[] wanted = withBytes(0, ours);
        System.arraycopy(theirs, 0, wanted, 2 * PAGE, theirs.length);
        for (Cookie cookie : List.of(one, two)) {
            assertThat(Io.read(cookie, SIZE)).isEqualTo(wanted);
        }
    }

    @Test
    @Row({24, 25})
    void what_cannot_be_written_loses_its_marks_before_that_is_told_and_only_there(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "refused", 1);
        Cookie cookie = clients.use(0, NAME, SIZE);
        Pages pages = new Pages(cookie, SIZE);
        HeapFolio first = pages.marked(0, Io.contents('1', PAGE));
        HeapFolio third = pages.marked(2 * PAGE, Io.contents('3', PAGE));

        assertThat(pages.write(0, 2 * PAGE).error().code()).as("a gap").isEqualTo(ErrorCode.EINVAL);
        assertThat(first.isFscache()).isFalse();
        assertThat(third.isFscache()).isTrue();

        // Who does not cache set no marks, and none is touched
        Termination uncached = new Termination();
        cookie.writeToCache(pages.mapping, 2 * PAGE, PAGE, SIZE, uncached, false);
        assertThat(uncached.error().code()).isEqualTo(ErrorCode.ENOBUFS);
        pages.mapping.clearFscacheMarks(0, SIZE, false);
        assertThat(third.isFscache()).isTrue();
        pages.mapping.clearFscacheMarks(0, 2 * PAGE, true);
        assertThat(third.isFscache()).isTrue();
        pages.mapping.clearFscacheMarks(0, SIZE, true);
        assertThat(third.isFscache()).isFalse();

        // Of another size than the object's
        third.startFscache();
        Termination grown = new Termination();
        cookie.writeToCache(pages.mapping, 2 * PAGE, PAGE, SIZE + PAGE, grown, true);
        assertThat(grown.error().code()).isEqualTo(ErrorCode.EINVAL);
        assertThat(third.isFscache()).isFalse();
        assertThat(RangeIo.missing(clients.use(0, "other", SIZE), 0, SIZE, ReadHole.FAIL))
                .containsExactly(new ByteRange(0, SIZE));
    }

    @Test
    @Row({24, 25})
    void a_withdrawal_in_the_middle_takes_the_marks_away_and_is_told(ContractCluster cluster) throws Exception {
        // Given folios that are on their way to the nodes
        Clients clients = Clients.connect(cluster, "withdrawn", ContractCluster.SPARE_CACHE, 1);
        Cookie cookie = clients.use(0, NAME, SIZE);
        Pages pages = new Pages(cookie, SIZE);
        HeapFolio folio = pages.marked(0, OLD);
        Termination termination;
        try (Firewall.Rule held = clients.holdRequests(0, FrameType.WRITE)) {
            termination = pages.write(0, SIZE);
            await("they are on their way").atMost(Io.SOON).until(() -> held.caught() > 0);
            assertThat(folio.isFscache()).isTrue();

            // When the cache goes away on every node
            cluster.withdrawSpareCache();
        }

        // Then that is told, and the folio can be used
        CacheException refused = termination.error();
        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(refused.reason()).isEqualTo(Reason.CACHE_WITHDRAWN);
        assertThat(folio.isFscache()).isFalse();
        cluster.resumeSpareCache();
        folio.startFscache();
        await("it is cached again").atMost(Io.SOON).until(() -> {
            if (!folio.isFscache()) {
                folio.startFscache();
            }
            return pages.write(0, SIZE).await().error() == null;
        });
        assertThat(Arrays.equals(Io.read(cookie, SIZE), OLD)).isTrue();
    }
}
