package io.netfscache.dist;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file of the archive.
 *
 * @param path below the archive's folder
 * @param executable whether it is run
 */
record Entry(String path, boolean executable, Content content) {
    static Entry text(String path, String text) {
        return new Entry(path, false, new Text(text));
    }

    static Entry copy(String path, Path source) {
        return new Entry(path, false, new File(source));
    }

    /** Where the bytes come from. */
    sealed interface Content permits Text, File, Link {}

    /** Bytes that can be read, more than once. */
    sealed interface Stored permits Text, File {
        long size() throws IOException;

        InputStream open() throws IOException;
    }

    record Text(String text) implements Content, Stored {
        private byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public long size() {
            return bytes().length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes());
        }
    }

    record File(Path source) implements Content, Stored {
        @Override
        public long size() throws IOException {
            return Files.size(source);
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(source);
        }
    }

    /** A symbolic link, relative to its own folder. */
    record Link(String target) implements Content {}
}
