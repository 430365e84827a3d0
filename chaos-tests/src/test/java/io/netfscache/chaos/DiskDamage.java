package io.netfscache.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Finds cached bytes in the chunk files of nodes and changes them there, as a bad disk would. */
final class DiskDamage {
    private static final int PATTERN_BYTES = 32;

    private DiskDamage() {}

    /** The first of {@code nodes} that has the bytes at {@code position} of {@code contents} on disk. */
    static NodeProcess holder(List<NodeProcess> nodes, byte[] contents, int position) throws IOException {
        for (NodeProcess node : nodes) {
            for (Path file : node.files().toList()) {
                if (indexIn(file, contents, position) >= 0) {
                    return node;
                }
            }
        }
        throw new AssertionError("no node has these contents on disk");
    }

    /** Inverts the byte at {@code position} of {@code contents} wherever the node has it. */
    static void flipByte(NodeProcess node, byte[] contents, int position) throws IOException {
        for (Path file : node.files().toList()) {
            long at = indexIn(file, contents, position);
            if (at >= 0) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(new byte[] {(byte) ~contents[position]}), at);
                }
            }
        }
    }

    private static long indexIn(Path file, byte[] contents, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        byte[] pattern = Arrays.copyOfRange(contents, position, position + PATTERN_BYTES);
        for (int at = 0; at + pattern.length <= bytes.length; at++) {
            if (bytes[at] == pattern[0] && Arrays.equals(bytes, at, at + pattern.length, pattern, 0, pattern.length)) {
                return at;
            }
        }
        return -1;
    }
}
