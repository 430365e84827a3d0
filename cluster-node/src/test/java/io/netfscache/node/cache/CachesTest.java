package io.netfscache.node.cache;

import static io.netfscache.node.cache.CacheFixture.fill;
import static io.netfscache.node.cache.CacheFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.store.BackingStore;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.WithdrawCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CachesTest {
    private CacheFixture fixture;

    @BeforeEach
    void at(@TempDir Path folder) {
        fixture = new CacheFixture(folder);
    }

    private static void change(Caches caches, String name, boolean online) {
        assertThat(caches.change(new WithdrawCache(name, online)).toCompletableFuture())
                .isCompletedWithValue(new Ok());
    }

    private static Reason refused(Caches caches, String name) {
        return catchThrowableOfType(NodeException.class, () -> caches.storeOf(object(name)))
                .reason();
    }

    @Test
    void an_object_is_in_the_cache_of_its_volume_or_in_the_first_one_in_service() throws Exception {
        try (Caches caches = fixture.open("ssd", "disk")) {
            BackingStore ssd = caches.storeOf(object("ssd"));
            BackingStore disk = caches.storeOf(object("disk"));

            assertThat(ssd).isNotSameAs(disk);
            assertThat(caches.storeOf(object(""))).isSameAs(ssd);
            assertThat(caches.online()).containsExactly(ssd, disk);
            assertThat(refused(caches, "tape")).isEqualTo(Reason.NO_SUCH_CACHE);

            change(caches, "ssd", false);
            assertThat(caches.storeOf(object(""))).isSameAs(disk);
            assertThat(refused(caches, "ssd")).isEqualTo(Reason.CACHE_WITHDRAWN);
            assertThat(caches.online()).containsExactly(disk);

            change(caches, "disk", false);
            assertThat(refused(caches, "")).isEqualTo(Reason.CACHE_WITHDRAWN);

            change(caches, "ssd", true);
            assertThat(caches.storeOf(object(""))).isSameAs(caches.storeOf(object("ssd")));
        }
    }

    @Test
    void the_figures_are_of_the_caches_in_service() throws Exception {
        try (Caches caches = fixture.open("ssd", "disk")) {
            fill(caches.storeOf(object("ssd")), object("ssd"));
            fill(caches.storeOf(object("disk")), object("disk"));
            assertThat(caches.presentBytes()).isEqualTo(2 * CacheFixture.SIZE);

            change(caches, "disk", false);

            assertThat(caches.presentBytes()).isEqualTo(CacheFixture.SIZE);
            assertThat(caches.chunks()).isEqualTo(1);
        }
    }

    @Test
    void one_that_cannot_be_opened_at_the_start_comes_later_and_does_not_keep_the_others_back() throws Exception {
        Files.writeString(fixture.directory("disk"), "not mounted");
        try (Caches caches = fixture.open("ssd", "disk")) {
            assertThat(refused(caches, "disk")).isEqualTo(Reason.CACHE_WITHDRAWN);
            assertThat(caches.online()).hasSize(1);

            Files.delete(fixture.directory("disk"));
            Files.createDirectory(fixture.directory("disk"));
            fixture.time.pass(NodeLimits.DISK_PROBE.toNanos());

            assertThat(caches.online()).hasSize(2);
        }
    }

    @Test
    void when_none_can_be_opened_the_node_does_not_start() throws Exception {
        Files.writeString(fixture.directory("ssd"), "not mounted");
        Files.writeString(fixture.directory("disk"), "not mounted");

        assertThatThrownBy(() -> fixture.open("ssd", "disk").close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(fixture.directory("ssd").toString());
    }

    @Test
    void a_cache_that_the_node_does_not_have_is_not_changed() throws Exception {
        try (Caches caches = fixture.open("ssd")) {
            assertThat(catchThrowableOfType(NodeException.class, () -> caches.change(new WithdrawCache("disk", false)))
                            .reason())
                    .isEqualTo(Reason.NO_SUCH_CACHE);
        }
    }
}
