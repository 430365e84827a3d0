package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class UndoTest {
    private final List<String> undone = new ArrayList<>();
    private final Undo undo = new Undo();

    @Test
    void the_last_is_undone_first_and_none_twice() {
        undo.add(() -> undone.add("first"));
        undo.add(() -> undone.add("last"));

        undo.close();
        undo.close();

        assertThat(undone).containsExactly("last", "first");
    }

    @Test
    void steps_that_fail_do_not_keep_the_others_from_it() {
        IOException busy = new IOException("busy");
        IllegalStateException gone = new IllegalStateException("gone");
        undo.add(() -> undone.add("first"));
        undo.add(() -> {
            throw busy;
        });
        undo.add(() -> undone.add("second"));
        undo.add(() -> {
            throw gone;
        });

        assertThatIllegalStateException()
                .isThrownBy(undo::close)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(gone, busy));
        assertThat(undone).containsExactly("second", "first");
    }

    @Test
    void the_reason_for_undoing_is_kept() {
        IOException reason = new IOException("no more disks");
        undo.add(() -> {
            throw new IOException("busy");
        });

        undo.closeBecauseOf(reason);

        assertThat(reason.getSuppressed()).hasSize(1);
    }
}
