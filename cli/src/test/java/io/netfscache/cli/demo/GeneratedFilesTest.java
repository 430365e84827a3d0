package io.netfscache.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GeneratedFilesTest {
    private static final FileTime MODIFIED = FileTime.fromMillis(1_000_000_000_000L);
    private static final List<Integer> SIZES = List.of(0, 1, 4097, 1_048_577);

    @TempDir
    private Path folder;

    private List<DatasetFile> made(long seed, String name) throws IOException {
        Path made = folder.resolve(name);
        new GeneratedFiles(seed).write(made, SIZES, MODIFIED);
        Dataset dataset = new Dataset();
        dataset.addFolder("generated", made, Long.MAX_VALUE);
        return dataset.hashed();
    }

    @Test
    void theSameSeedMakesTheSameFiles() throws IOException {
        assertThat(made(7, "first")).isEqualTo(made(7, "second")).isNotEqualTo(made(8, "third"));
    }

    @Test
    void filesHaveTheirSizesAndTheGivenTime() throws IOException {
        List<DatasetFile> files = made(7, "sized");

        assertThat(files).extracting(DatasetFile::size).containsExactly(0L, 1L, 4097L, 1_048_577L);
        assertThat(files.get(3).path()).isEqualTo("/generated/00/0003.bin");
        assertThat(Files.getLastModifiedTime(folder.resolve("sized/00/0003.bin")))
                .isEqualTo(MODIFIED);
    }

    @Test
    void sizesBeginWithTheEdgesAndAreMostlySmall() {
        List<Integer> sizes = new GeneratedFiles(7).sizes(2000, 64 << 20);

        assertThat(sizes)
                .hasSize(2000)
                .startsWith(0, 1, 4095, 4096, 4097, 1 << 20, (1 << 20) + 1, (64 << 20) + 5)
                .isEqualTo(new GeneratedFiles(7).sizes(2000, 64 << 20));
        assertThat(sizes.stream().mapToLong(Integer::longValue).sum()).isBetween(120L << 20, 180L << 20);
    }

    @Test
    void aRewrittenFileHasTheSameSizeAndOtherContents() throws IOException {
        List<DatasetFile> before = made(7, "rewritten");
        Path file = folder.resolve("rewritten/00/0003.bin");

        new GeneratedFiles(7).rewrite(file, 1);

        Dataset after = new Dataset();
        after.addFolder("generated", folder.resolve("rewritten"), Long.MAX_VALUE);
        assertThat(after.hashed().subList(0, 3)).isEqualTo(before.subList(0, 3));
        assertThat(after.hashed().get(3).size()).isEqualTo(before.get(3).size());
        assertThat(after.hashed().get(3).sha256()).isNotEqualTo(before.get(3).sha256());
    }

    @Test
    void aFolderIsTakenAsFarAsTheLimitGoesAndLinksAreNotFollowed() throws IOException {
        made(7, "real");
        Path linked = Files.createDirectories(folder.resolve("linked"));
        Files.writeString(linked.resolve("a b.txt"), "12345");
        Files.createSymbolicLink(linked.resolve("link"), folder.resolve("real/00/0003.bin"));
        Files.writeString(linked.resolve("too-large"), "1234567");
        Files.writeString(linked.resolve("z"), "1");
        Dataset dataset = new Dataset();

        dataset.addFolder("files", linked, 6);

        assertThat(dataset.files().keySet()).containsExactly("/files/0-a_b.txt", "/files/z");
    }
}
