package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.metadata.MetadataLimits;
import io.netfscache.protocol.CookieId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class UseNotesTest {
    private static final int NOW = 500_000;
    private static final CookieId COOKIE = CookieId.of("volume", new byte[] {1});

    private final List<CompletableFuture<Void>> notes = new ArrayList<>();
    private final List<Integer> noted = new ArrayList<>();
    private final UseNotes uses = new UseNotes(this::touch, () -> NOW);

    private CompletableFuture<Void> touch(CookieId cookie, int hours) {
        assertThat(cookie).isEqualTo(COOKIE);
        noted.add(hours);
        notes.add(new CompletableFuture<>());
        return notes.get(notes.size() - 1);
    }

    @Test
    void aUseIsNotedWhenTheLastNoteIsHoursOld() {
        uses.used(COOKIE, NOW);
        uses.used(COOKIE, NOW - MetadataLimits.USE_NOTED_AFTER_HOURS + 1);
        assertThat(noted).isEmpty();
        uses.used(COOKIE, NOW - MetadataLimits.USE_NOTED_AFTER_HOURS);
        assertThat(noted).containsExactly(NOW);
    }

    @Test
    void moreThanTheLimitAreNotUnderWayAndWhatEndsMakesRoomHoweverItEnds() {
        for (int i = 0; i < NodeLimits.USES_NOTED + 10; i++) {
            uses.used(COOKIE, 0);
        }
        assertThat(noted).hasSize(NodeLimits.USES_NOTED);

        notes.get(0).complete(null);
        notes.get(1).completeExceptionally(new IOException("lost"));
        for (int i = 0; i < 10; i++) {
            uses.used(COOKIE, 0);
        }

        assertThat(noted).hasSize(NodeLimits.USES_NOTED + 2);
    }
}
