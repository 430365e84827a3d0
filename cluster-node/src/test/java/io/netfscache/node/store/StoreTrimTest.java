package io.netfscache.node.store;

import static io.netfscache.node.store.StoreFixture.CHUNK;
import static io.netfscache.node.store.StoreFixture.object;
import static io.netfscache.node.store.StoreFixture.random;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreTrimTest {
    private static final int FILES = 10;
    private static final long FILE_BYTES = CHUNK + StoreLimits.CHUNK_OVERHEAD_BYTES;

    @TempDir
    Path directory;

    private StoreFixture fixture;

    @BeforeEach
    void fillTenChunks() throws IOException {
        fixture = new StoreFixture(directory, Runnable::run);
        for (int i = 0; i < FILES; i++) {
            fixture.write(object("key" + i, 1, CHUNK), 0, 0, random(i, CHUNK));
        }
        fixture.store.close();
        for (Path file : fixture.chunkFiles()) {
            int number = Integer.parseInt(file.getFileName().toString().substring(3, 4));
            FileTime used = FileTime.fromMillis(1_000_000_000L + number * 1000L);
            Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(used, used, used);
        }
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private List<String> left() throws IOException {
        return fixture.chunkFiles().stream()
                .map(file -> file.getFileName().toString())
                .sorted()
                .toList();
    }

    @Test
    void a_store_that_is_not_nearly_full_loses_nothing_and_is_not_looked_at() throws IOException {
        assertThat(StoreTrim.oldest(directory, FILE_BYTES * FILES * 10))
                .isEqualTo(new StoreTrim.Result(0, FILE_BYTES * FILES));

        assertThat(left()).hasSize(FILES);
        assertThat(directory.resolve("usage")).exists();
    }

    @Test
    void a_full_store_loses_its_oldest_files_and_is_counted_anew() throws IOException {
        StoreTrim.Result result = StoreTrim.oldest(directory, FILE_BYTES * FILES);

        assertThat(result).isEqualTo(new StoreTrim.Result(FILE_BYTES * 3, FILE_BYTES * 7));
        assertThat(left()).hasSize(7).first().isEqualTo("key3.0");
        fixture.openAgain();
        assertThat(fixture.store.stats().presentBytes()).isEqualTo(7L * CHUNK);
        assertThat(fixture.store.stats().chunks()).isEqualTo(7);
    }

    @Test
    void a_file_that_was_read_lately_stays() throws IOException {
        FileTime now = FileTime.fromMillis(2_000_000_000L);
        Path first = fixture.chunkFiles().stream()
                .filter(file -> file.endsWith("key0.0"))
                .findFirst()
                .orElseThrow();
        Files.getFileAttributeView(first, BasicFileAttributeView.class).setTimes(null, now, null);

        StoreTrim.oldest(directory, FILE_BYTES * FILES);

        assertThat(left()).contains("key0.0").doesNotContain("key1.0");
    }

    @Test
    void after_a_crash_the_files_are_looked_at() throws IOException {
        Files.delete(directory.resolve("usage"));

        assertThat(StoreTrim.oldest(directory, FILE_BYTES * FILES).freed()).isPositive();
    }

    @Test
    void what_was_written_down_before_the_power_was_lost_is_not_believed() throws IOException {
        // Given a figure that is out of date
        Files.writeString(directory.resolve("usage"), "1\n");
        Files.writeString(directory.resolve("clean"), "an earlier boot");
        assertThat(StoreTrim.oldest(directory, FILE_BYTES * FILES).freed()).isEqualTo(FILE_BYTES * 3);

        // When there is no marker at all
        Files.writeString(directory.resolve("usage"), "1\n");
        Files.delete(directory.resolve("clean"));

        // Then
        assertThat(StoreTrim.oldest(directory, FILE_BYTES * 7).freed()).isEqualTo(FILE_BYTES * 3);
    }

    @Test
    void holes_of_sparse_files_take_no_room() throws IOException {
        // Given: of ten more files only the last block
        fixture.openAgain();
        for (int i = 0; i < FILES; i++) {
            fixture.write(object("sparse" + i, 1, CHUNK), 0, CHUNK - StoreFixture.BLOCK, random(i, StoreFixture.BLOCK));
        }
        fixture.store.close();
        Files.delete(directory.resolve("usage"));
        long bytes = FILES * (FILE_BYTES + StoreFixture.BLOCK + StoreLimits.CHUNK_OVERHEAD_BYTES);

        // When
        StoreTrim.Result result = StoreTrim.oldest(directory, bytes * 100 / 89);

        // Then
        assertThat(result).isEqualTo(new StoreTrim.Result(0, bytes));
        assertThat(left()).hasSize(2 * FILES);
    }

    @Test
    void a_store_of_which_nobody_knows_the_generations_goes_as_a_whole() throws IOException {
        Files.createDirectories(directory.resolve("scratch/3"));

        StoreTrim.everything(directory);
        fixture.openAgain();

        assertThat(left()).isEmpty();
        assertThat(fixture.store.stats().chunks()).isZero();
        try (Stream<Path> scratch = Files.list(directory.resolve("scratch"))) {
            assertThat(scratch).isEmpty();
        }
        StoreTrim.everything(directory.resolve("nothing-there"));
    }
}
