package io.netfscache.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.admin.Pages.Page;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class StartingPagesTest {
    private final CompletableFuture<Void> threads = new CompletableFuture<>();
    private final Pages pages = new StartingPages(() -> threads);

    private int status(String uri) {
        return pages.get(uri, "")
                .thenApply(Page::status)
                .toCompletableFuture()
                .join()
                .code();
    }

    @Test
    void a_node_that_starts_is_alive_while_its_threads_are_and_nothing_else() {
        CompletableFuture<Page> alive = pages.get("/livez?verbose", "").toCompletableFuture();
        assertThat(alive).isNotDone();
        threads.complete(null);
        assertThat(alive).isCompletedWithValueMatching(page -> page.status().code() == 200);
        assertThat(status("/readyz")).isEqualTo(503);
        assertThat(status("/health")).isEqualTo(503);
        assertThat(status("/metrics")).isEqualTo(503);
    }

    @Test
    void a_path_that_cannot_be_decoded_is_answered_too() {
        assertThat(status("/%zz")).isEqualTo(503);
    }
}
