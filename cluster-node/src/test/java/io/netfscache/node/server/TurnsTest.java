package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TurnsTest {
    private final Turns<String> turns = new Turns<>();
    private final List<String> started = new ArrayList<>();

    private CompletionStage<String> take(String key, String name, CompletableFuture<String> task) {
        return turns.take(key, () -> {
            started.add(name);
            return task;
        });
    }

    @Test
    void tasks_about_one_thing_start_in_the_order_in_which_they_came_each_after_the_end_of_the_last() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        CompletionStage<String> a = take("x", "first", first);
        CompletionStage<String> b = take("x", "second", second);
        take("x", "third", CompletableFuture.completedFuture("c"));
        take("y", "other", CompletableFuture.completedFuture("d"));
        assertThat(started).containsExactly("first", "other");

        first.complete("a");
        assertThat(started).containsExactly("first", "other", "second");
        second.complete("b");

        assertThat(started).containsExactly("first", "other", "second", "third");
        assertThat(a.toCompletableFuture()).isCompletedWithValue("a");
        assertThat(b.toCompletableFuture()).isCompletedWithValue("b");
        assertThat(turns.waitedFor()).isZero();
    }

    @Test
    void a_task_that_fails_or_throws_fails_alone() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletionStage<String> a = take("x", "first", first);
        CompletionStage<String> b = turns.take("x", () -> {
            throw new IllegalStateException("no");
        });
        CompletionStage<String> c = take("x", "third", CompletableFuture.completedFuture("c"));

        first.completeExceptionally(new IllegalArgumentException("failed"));

        assertThat(a.toCompletableFuture()).isCompletedExceptionally();
        assertThat(b.toCompletableFuture()).isCompletedExceptionally();
        assertThat(c.toCompletableFuture()).isCompletedWithValue("c");
        assertThat(turns.waitedFor()).isZero();
    }

    @Test
    void however_many_wait_each_has_its_turn_also_when_all_end_at_once() {
        CompletableFuture<String> first = new CompletableFuture<>();
        take("x", "first", first);
        List<CompletionStage<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            waiting.add(take("x", "another", CompletableFuture.completedFuture("done")));
        }

        first.complete("a");

        assertThat(waiting).allMatch(stage -> stage.toCompletableFuture().isDone());
        assertThat(turns.waitedFor()).isZero();
    }
}
