package io.netfscache.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalTest {
    private static final List<String> ENTRIES = List.of("one", "two, which is longer", "3");

    @TempDir
    Path directory;

    private final List<String> read = new ArrayList<>();
    private boolean beganAnew;

    private Path file() {
        return directory.resolve("journal");
    }

    private Journal open(Path file) throws IOException {
        read.clear();
        return Journal.open(file, entry -> read.add(new String(entry, StandardCharsets.UTF_8)), read::clear);
    }

    private void openAndClose(byte[] contents) throws IOException {
        Path file = directory.resolve("copy");
        Files.write(file, contents);
        try (Journal journal = open(file)) {
            beganAnew = journal.beganAnew();
        }
    }

    private byte[] written() throws IOException {
        try (Journal journal = open(file())) {
            for (String entry : ENTRIES) {
                journal.append(bytes(entry), entry.equals("3"));
            }
        }
        return Files.readAllBytes(file());
    }

    private static byte[] bytes(String entry) {
        return entry.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void entries_come_back_in_their_order() throws IOException {
        byte[] contents = written();

        openAndClose(contents);

        assertThat(read).isEqualTo(ENTRIES);
        assertThat(beganAnew).isFalse();
    }

    @Test
    void every_prefix_of_the_file_gives_a_prefix_of_the_entries_and_can_be_appended_to() throws IOException {
        byte[] contents = written();
        for (int length = 0; length <= contents.length; length++) {
            Path file = directory.resolve("prefix");
            Files.write(file, Arrays.copyOf(contents, length));
            int before;
            try (Journal journal = open(file)) {
                before = read.size();
                assertThat(read).isEqualTo(ENTRIES.subList(0, before));
                journal.append(bytes("more"), true);
            }
            try (Journal journal = open(file)) {
                assertThat(journal.beganAnew()).isFalse();
                assertThat(read).hasSize(before + 1).endsWith("more");
            }
        }
        assertThat(read).hasSize(ENTRIES.size() + 1);
    }

    @Test
    void zeros_after_the_end_are_what_a_loss_of_power_leaves() throws IOException {
        byte[] contents = written();

        openAndClose(Arrays.copyOf(contents, contents.length + 5000));

        assertThat(read).isEqualTo(ENTRIES);
    }

    @Test
    void no_flipped_bit_makes_an_older_state_of_the_latest() throws IOException {
        byte[] contents = written();
        for (int position = 8; position < contents.length; position++) {
            byte[] damaged = contents.clone();
            damaged[position] ^= 0x10;

            openAndClose(damaged);

            assertThat(read).as("bit of byte %d", position).isEmpty();
            assertThat(beganAnew).isTrue();
        }
    }

    @Test
    void what_is_no_journal_begins_anew() throws IOException {
        openAndClose(bytes("something else altogether"));

        assertThat(read).isEmpty();
        assertThat(beganAnew).isTrue();
    }

    @Test
    void a_journal_of_a_newer_release_is_refused_and_left_alone() throws IOException {
        byte[] newer = written();
        newer[7] = 2;
        Path file = directory.resolve("newer");
        Files.write(file, newer);

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(NewerFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("format 2");
        assertThat(Files.readAllBytes(file)).isEqualTo(newer);
    }

    @Test
    void a_new_file_takes_the_place_of_the_old_one_and_is_appended_to() throws IOException {
        try (Journal journal = open(file())) {
            for (int i = 0; i < 100; i++) {
                journal.append(bytes("old " + i), false);
            }
            long before = journal.bytes();
            journal.rewrite(List.of(bytes("all")));
            assertThat(journal.bytes()).isLessThan(before);
            journal.append(bytes("later"), true);
        }

        open(file()).close();

        assertThat(read).containsExactly("all", "later");
    }

    @Test
    void an_entry_that_is_too_large_changes_nothing() throws IOException {
        try (Journal journal = open(file())) {
            journal.append(bytes("small"), false);
            assertThatThrownBy(() -> journal.append(new byte[Journal.MAX_ENTRY_BYTES + 1], false))
                    .isInstanceOf(IllegalArgumentException.class);
            journal.append(bytes("small too"), false);
        }

        open(file()).close();

        assertThat(read).containsExactly("small", "small too");
    }

    @Test
    void after_a_failure_of_the_disk_nothing_more_is_acknowledged() throws IOException {
        Journal journal = open(file());
        journal.append(bytes("kept"), true);
        journal.close();

        assertThatThrownBy(() -> journal.append(bytes("lost"), true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> journal.append(bytes("lost too"), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("until the next start");

        open(file()).close();
        assertThat(read).containsExactly("kept");
    }
}
