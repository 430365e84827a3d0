package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RecentChangesTest {
    private static final List<ChaosFile> FILES = ChaosFile.some(ChaosLimits.MAX_RECENT + 2);

    private final AtomicLong now = new AtomicLong();
    private final RecentChanges recent = new RecentChanges(now::get);

    @Test
    void aChangeIsToldForASecond() {
        recent.acknowledged(FILES.get(3));
        now.addAndGet(ChaosLimits.SOON.toNanos());
        assertThat(recent.files()).containsExactly(FILES.get(3));

        now.addAndGet(1);
        assertThat(recent.files()).isEmpty();
    }

    @Test
    void onlyTheNewestAreKept() {
        FILES.forEach(recent::acknowledged);

        assertThat(recent.files()).hasSize(ChaosLimits.MAX_RECENT).endsWith(FILES.get(FILES.size() - 1));
    }
}
