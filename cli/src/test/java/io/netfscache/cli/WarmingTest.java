package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CacheException;
import io.netfscache.ClientStats;
import io.netfscache.FsCache;
import io.netfscache.NodeReport;
import io.netfscache.Volume;
import io.netfscache.cli.OutputOptions.Failure;
import io.netfscache.cli.WarmCommand.Warmed;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.origin.Origins.OriginPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmingTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final MemoryOrigin origin = new MemoryOrigin();
    private final WarmTally tally = new WarmTally();

    private WarmProgress warm(int jobs, String... paths) throws Exception {
        try (Warming warming = new Warming(FsCache.disabled(), jobs, tally)) {
            warming.start(
                    Stream.of(paths).map(path -> new OriginPath(origin, path)).toList());
            assertThat(warming.await(LONG)).isTrue();
            return tally.progress(warming.originBytes(), 0);
        }
    }

    @Test
    void everythingBelowTheUrlsIsReadOnce() throws Exception {
        origin.folder("/a").folder("/a/b");
        IntStream.range(0, 500).forEach(i -> origin.file("/a/b/" + i, 100));
        origin.file("/single", 3_000_000);

        WarmProgress end = warm(4, "/a", "/single");

        assertThat(end.files()).isEqualTo(501);
        assertThat(end.found()).isEqualTo(501);
        assertThat(end.foundAll()).isTrue();
        assertThat(end.bytes()).isEqualTo(end.bytesFound()).isEqualTo(3_050_000);
        assertThat(origin.bytesRead()).isEqualTo(3_050_000);
        assertThat(end.share()).isEqualTo(1);
    }

    @Test
    void whatFailsIsListedAndKeepsNothingElseFromBeingRead() throws Exception {
        // Given files of each kind of trouble between good ones
        origin.folder("/t").file("/t/a", 10).file("/t/forbidden", 10).file("/t/vanished", 10);
        origin.entry(new OriginEntry("/t/loop", Kind.DANGLING_LINK, -1, null, "loop"));
        origin.entry(new OriginEntry("/t/up", Kind.FOLDER, -1, null, ".."));
        origin.entry(new OriginEntry("/t/pipe", Kind.SPECIAL, -1, null, null));
        origin.folder("/t/closed").file("/t/closed/inside", 10).file("/t/z", 10);
        origin.unreadable.addAll(List.of("/t/forbidden", "/t/closed"));
        origin.vanished.add("/t/vanished");

        // When the folder and something that is not there are warmed
        WarmProgress end = warm(2, "/t", "/nothing");

        // Then the good ones are read, and each of the others is named with its reason
        assertThat(end.files()).isEqualTo(2);
        assertThat(tally.failures())
                .containsExactlyInAnyOrder(
                        new Failure("/t/forbidden", "/t/forbidden: permission denied"),
                        new Failure("/t/vanished", "/t/vanished: no such file"),
                        new Failure("/t/loop", "leads nowhere: a link to loop"),
                        new Failure("/t/closed", "/t/closed: permission denied"),
                        new Failure("/nothing", "/nothing: no such file"));
        assertThat(end.failed()).isEqualTo(5);
        assertThat(tally.skippedCount()).isEqualTo(2);
        assertThat(end.share()).isEqualTo(1);
    }

    @Test
    void whatIsReadWithOtherCredentialsIsRefusedAndNotReadWithThoseOfTheFirst() throws Exception {
        // Given two origins of one volume
        MemoryOrigin other = new MemoryOrigin().file("/private", 10);
        origin.file("/public", 10);

        // When both are to be warmed at once
        try (Warming warming = new Warming(FsCache.disabled(), 2, tally)) {
            warming.start(List.of(new OriginPath(origin, "/public"), new OriginPath(other, "/private")));
            assertThat(warming.await(LONG)).isTrue();
        }

        // Then
        assertThat(tally.progress(0, 0).files()).isEqualTo(1);
        assertThat(tally.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.path()).isEqualTo("/private");
            assertThat(failure.error()).contains("other credentials");
        });
    }

    @Test
    void manyFailuresAreCountedAndOnlySomeKept() throws Exception {
        IntStream.range(0, CliLimits.KEPT_FAILURES + 5).forEach(i -> {
            origin.file("/" + i, 1);
            origin.vanished.add("/" + i);
        });

        assertThat(warm(3, "/").failed()).isEqualTo(CliLimits.KEPT_FAILURES + 5);
        assertThat(tally.failures()).hasSize(CliLimits.KEPT_FAILURES);
    }

    @Test
    void whatIsStoppedEndsSoonAndHasNoFailures() throws Exception {
        // More than can be read before the stop: the readers have to notice it within a file
        IntStream.range(0, 4).forEach(i -> origin.file("/" + i, 1L << 40));
        try (Warming warming = new Warming(FsCache.disabled(), 2, tally)) {
            warming.start(List.of(new OriginPath(origin, "/")));
            org.awaitility.Awaitility.await().until(() -> warming.originBytes() > 0);

            warming.stop();

            assertThat(warming.await(LONG)).isTrue();
            assertThat(tally.progress(0, 0).files()).isZero();
            assertThat(tally.failures()).isEmpty();
        }
    }

    @Test
    void aTreeThatIsTooDeepEnds() throws Exception {
        String path = "";
        for (int i = 0; i <= CliLimits.MAX_DEPTH; i++) {
            path += "/d";
            origin.folder(path);
        }

        assertThat(warm(1, "/").failed()).isEqualTo(1);
        assertThat(tally.failures().get(0).error()).contains("folders deep");
    }

    private static ClientStats stored(long bytes, Map<String, Long> notCached) {
        return new ClientStats(0, bytes, 0, 0, 0, 0, 0, 0, notCached);
    }

    /** A cache whose nodes took so much of what was read. */
    private record Counting(ClientStats stats) implements FsCache {
        @Override
        public Volume acquireVolume(String key, String cacheName, byte[] coherency) throws CacheException {
            return FsCache.disabled().acquireVolume(key, cacheName, coherency);
        }

        @Override
        public List<NodeReport> nodes() {
            return List.of();
        }

        @Override
        public boolean awaitConnected(long timeoutMillis) {
            return true;
        }

        @Override
        public void close() {}
    }

    private long notStored(ClientStats stats) throws Exception {
        try (Warming warming = new Warming(new Counting(stats), 1, new WarmTally())) {
            warming.start(List.of(new OriginPath(origin, "/a")));
            assertThat(warming.await(LONG)).isTrue();
            return warming.notStoredBytes();
        }
    }

    @Test
    void whatWasReadAndNotStoredIsCountedWhenThereIsAReason() throws Exception {
        origin.file("/a", 3_000_000);

        assertThat(notStored(stored(1_000_000, Map.of("NO_NODES", 7L)))).isEqualTo(2_000_000);
        assertThat(notStored(stored(3_000_000, Map.of("NO_NODES", 7L)))).isZero();
        assertThat(notStored(stored(4_000_000, Map.of("NO_NODES", 7L)))).isZero();
        // Another client may have stored them
        assertThat(notStored(stored(0, Map.of()))).isZero();
    }

    @Test
    void whatWasNotStoredIsToldAndMakesItFail() {
        Warmed incomplete = new Warmed(2, 3 << 20, 0, 3 << 20, 1, 0, 0, List.of(), 2 << 20, Map.of("QUOTA", 4L), false);
        Warmed complete = new Warmed(2, 3 << 20, 0, 3 << 20, 1, 0, 0, List.of(), 0, Map.of(), false);

        assertThat(incomplete.summary()).contains("2.0 MiB read and not stored: " + Remedies.text("QUOTA") + " (4x)");
        assertThat(incomplete.isComplete()).isFalse();
        assertThat(complete.summary()).doesNotContain("not stored");
        assertThat(complete.isComplete()).isTrue();
    }
}
