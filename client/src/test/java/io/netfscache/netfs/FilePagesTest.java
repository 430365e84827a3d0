package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class FilePagesTest {
    private static final int SIZE = 100;

    private final FilePages pages = new FilePages(PageRules.ALL, new AtomicLong());

    private void write(String bytes) {
        pages.write(0, ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)), at -> null);
    }

    private void takeToOrigin() {
        assertThat(pages.startWriteBack()).isNotNull();
    }

    /** What a reader has of a file whose origin begins with {@code below}; empty when it has to begin again. */
    private String overlaid(String below, long seen) {
        ByteBuffer into = ByteBuffer.allocate(3);
        into.put(0, below.getBytes(StandardCharsets.US_ASCII));
        int n = pages.overlay(0, into, 3, SIZE, seen);
        return n < 0 ? "" : new String(into.array(), 0, n, StandardCharsets.US_ASCII);
    }

    @Test
    void whatIsBeingWrittenBackIsTheNewestUntilTheOriginHasIt() {
        write("new");
        takeToOrigin();

        ByteBuffer into = ByteBuffer.allocate(3);
        assertThat(pages.read(0, into)).isEqualTo(3);
        assertThat(overlaid("old", pages.cleanings())).isEqualTo("new");
    }

    @Test
    void onceTheOriginHasItSomebodyElseMayHaveWrittenOverIt() {
        write("new");
        takeToOrigin();
        long before = pages.cleanings();
        pages.cameToOrigin();

        assertThat(pages.read(0, ByteBuffer.allocate(3))).isZero();
        assertThat(overlaid("old", before)).as("read before it came there").isEmpty();
        assertThat(overlaid("his", pages.cleanings())).isEqualTo("his");
        assertThat(pages.isDirty()).isTrue();
    }

    @Test
    void whatIsWrittenMeanwhileIsNewerStill() {
        write("new");
        takeToOrigin();
        pages.cameToOrigin();
        write("n");

        assertThat(overlaid("his", pages.cleanings())).isEqualTo("nis");
        pages.written();
        assertThat(overlaid("his", pages.cleanings())).isEqualTo("nis");
    }

    @Test
    void theNextWriteBackBeginsAsTheNewest() {
        write("new");
        takeToOrigin();
        pages.cameToOrigin();
        pages.notWritten();
        assertThat(overlaid("old", pages.cleanings())).isEqualTo("new");
        takeToOrigin();

        assertThat(pages.areAtOrigin()).isFalse();
        assertThat(overlaid("old", pages.cleanings())).isEqualTo("new");
    }
}
