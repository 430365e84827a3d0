package io.netfscache.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DirectoryLockTest {
    private static final int FREE = 10;
    private static final int TAKEN = 11;

    @TempDir
    Path directory;

    /** Another process, which says whether it could have the lock. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                System.exit(channel.tryLock() == null ? TAKEN : FREE);
            }
        }
    }

    private static int askAnother(Path file) throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        file.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void a_second_try_in_this_process_leaves_the_lock_to_the_first_one() throws Exception {
        Path file = directory.resolve("lock");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        try (DirectoryLock lock = DirectoryLock.tryTake(file)) {
            assertThat(lock).isNotNull();

            assertThat(DirectoryLock.tryTake(file)).isNull();
            assertThat(DirectoryLock.tryTake(link)).isNull();

            assertThat(askAnother(file)).isEqualTo(TAKEN);
        }
        assertThat(askAnother(file)).isEqualTo(FREE);
        try (DirectoryLock again = DirectoryLock.tryTake(file)) {
            assertThat(again).isNotNull();
        }
    }
}
