package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.Volume;
import io.netfscache.origin.MemoryOrigin;
import io.netfscache.origin.OriginAttributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a file is written back without being asked for, with a timer and a worker that do as the test says. */
@Timeout(10)
final class WriteBackScheduleTest {
    private static final Duration DELAY = Duration.ofSeconds(1);

    private final MemoryOrigin origin = new MemoryOrigin("memory", true);
    private final OriginAttributes attributes = origin.put("any", new byte[10]);
    private final List<Duration> delays = new ArrayList<>();
    private final Queue<Runnable> timed = new ArrayDeque<>();
    private final Queue<Runnable> queued = new ArrayDeque<>();
    private final List<FileNode> writtenBack = new ArrayList<>();
    private boolean isFull;
    private boolean timerHasEnded;
    private boolean originFails;

    private final WriteBackSchedule schedule =
            new WriteBackSchedule(DELAY, this::after, this::execute, this::writeBack);
    private final FileNode file = file("file");

    private FileNode file(String name) {
        return new FileNode(origin, Volume.none(), name, attributes, new FilePages(PageRules.ALL, new AtomicLong()));
    }

    private void after(Duration delay, Runnable task) {
        if (timerHasEnded) {
            throw new RejectedExecutionException();
        }
        delays.add(delay);
        timed.add(task);
    }

    private void execute(Runnable task) {
        if (isFull) {
            throw new RejectedExecutionException();
        }
        queued.add(task);
    }

    private void writeBack(FileNode inode) throws IOException {
        writtenBack.add(inode);
        if (originFails) {
            schedule.settled(inode, false);
            throw new IOException("no");
        }
        clean(inode);
        schedule.settled(inode, true);
    }

    private static void clean(FileNode inode) {
        inode.pages().startWriteBack();
        inode.pages().written();
    }

    private boolean write(FileNode inode) {
        inode.pages().write(0, ByteBuffer.wrap(new byte[1]), at -> null);
        return schedule.dirtied(inode);
    }

    private void timerComes() {
        timed.remove().run();
    }

    private void workerComes() {
        queued.remove().run();
    }

    @Test
    void aFileIsWrittenBackOnceTheDelayAfterItsFirstWrite() {
        assertThat(write(file)).isTrue();
        write(file);
        assertThat(delays).containsExactly(DELAY);
        assertThat(writtenBack).isEmpty();

        timerComes();
        workerComes();

        assertThat(writtenBack).containsExactly(file);
        assertThat(schedule.oldest(Set.of())).isNull();
        assertThat(timed).isEmpty();
    }

    @Test
    void whatIsWantedNowWaitsForOneWorkerOnly() {
        write(file);
        schedule.now(file);
        schedule.now(file);
        assertThat(queued).hasSize(1);
        workerComes();
        // When the timer comes, it is clean
        timerComes();
        assertThat(queued).isEmpty();
        assertThat(writtenBack).containsExactly(file);
        // and what is written then waits for both again.
        write(file);
        schedule.now(file);
        assertThat(timed).hasSize(1);
        assertThat(queued).hasSize(1);
    }

    @Test
    void whatIsWrittenDuringAWriteBackIsWrittenBackLater() {
        write(file);
        timerComes();
        file.pages().startWriteBack();
        file.pages().write(0, ByteBuffer.wrap(new byte[1]), at -> null);
        file.pages().written();

        schedule.settled(file, true);

        assertThat(delays).containsExactly(DELAY, DELAY);
        assertThat(schedule.oldest(Set.of())).isSameAs(file);
    }

    @Test
    void afterEachFailureItIsTriedLaterAndAfterTooManyNoMore() {
        originFails = true;
        write(file);
        int tries = 0;
        while (!timed.isEmpty() && tries < 100) {
            timerComes();
            workerComes();
            // A write does not hasten it.
            write(file);
            tries++;
        }

        assertThat(tries).isEqualTo(1 + NetfsLimits.MAX_BACKGROUND_RETRIES);
        assertThat(delays.subList(0, 5)).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L);
        assertThat(delays.subList(5, delays.size())).containsOnly(NetfsLimits.MAX_RETRY_DELAY);
        assertThat(schedule.oldest(Set.of())).isSameAs(file);
        // Until one that somebody asks for succeeds.
        originFails = false;
        schedule.now(file);
        workerComes();
        write(file);
        assertThat(delays.get(delays.size() - 1)).isEqualTo(DELAY);
    }

    @Test
    void withoutRoomAmongTheWorkersItWaitsForTheTimerAgain() {
        isFull = true;
        write(file);
        timerComes();
        assertThat(delays).containsExactly(DELAY, DELAY);

        isFull = false;
        timerComes();
        workerComes();

        assertThat(writtenBack).containsExactly(file);
    }

    @Test
    void theOldestIsTheOneThatHasBeenDirtyLongest() {
        FileNode second = file("second");
        write(file);
        write(second);
        write(file);
        assertThat(schedule.oldest(Set.of())).isSameAs(file);
        assertThat(schedule.oldest(Set.of(file))).isSameAs(second);
        clean(file);
        schedule.settled(file, true);
        write(file);
        assertThat(schedule.oldest(Set.of())).isSameAs(second);
    }

    @Test
    void onceItIsClosedWhoWritesIsTold() {
        schedule.close();
        timerHasEnded = true;
        assertThat(write(file)).isFalse();
        assertThat(schedule.oldest(Set.of())).isSameAs(file);
    }
}
