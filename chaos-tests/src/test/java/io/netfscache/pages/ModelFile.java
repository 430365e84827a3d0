package io.netfscache.pages;

import java.util.Arrays;

/** A file as it should be: bytes in memory. */
final class ModelFile {
    private byte[] bytes = {};

    int size() {
        return bytes.length;
    }

    byte[] bytes() {
        return bytes;
    }

    void write(int position, byte[] from) {
        if (position + from.length > bytes.length) {
            resize(position + from.length);
        }
        System.arraycopy(from, 0, bytes, position, from.length);
    }

    void resize(int newSize) {
        if (newSize != bytes.length) {
            bytes = Arrays.copyOf(bytes, newSize);
        }
    }

    /** As far as the file has them. */
    void punch(int start, int length) {
        if (start < bytes.length) {
            Arrays.fill(bytes, start, Math.min(bytes.length, start + length), (byte) 0);
        }
    }

    /** How many bytes a read of {@code length} from {@code position} on gives. */
    int available(int position, int length) {
        return Math.max(0, Math.min(length, bytes.length - position));
    }
}
