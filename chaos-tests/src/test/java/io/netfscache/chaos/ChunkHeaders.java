package io.netfscache.chaos;

import io.netfscache.CookieInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the chunk files on the disks of nodes say of an object (docs/adr/0004), read as somebody who is not the node. */
final class ChunkHeaders {
    private static final long MAGIC = 0x4e45_5446_5343_484bL;
    private static final int HEADER_BYTES = 4096;
    private static final int FLAGS_OFFSET = 10;
    private static final int KEYS_OFFSET = 64;
    private static final int DIRTY = 1;

    private ChunkHeaders() {}

    /** Whether each chunk file of the object, on any of the nodes, is marked as dirty. */
    static List<Boolean> dirty(List<NodeProcess> nodes, CookieInfo object) throws IOException {
        List<Boolean> dirty = new ArrayList<>();
        for (NodeProcess node : nodes) {
            for (Path file : node.files().toList()) {
                ByteBuffer header = header(file);
                if (header != null && isOf(header, object)) {
                    dirty.add((header.getShort(FLAGS_OFFSET) & DIRTY) != 0);
                }
            }
        }
        return dirty;
    }

    private static @Nullable ByteBuffer header(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            ByteBuffer page = ByteBuffer.wrap(in.readNBytes(HEADER_BYTES));
            return page.limit() == HEADER_BYTES && page.getLong(0) == MAGIC ? page : null;
        }
    }

    /** The volume's key and the object's, each after its length. */
    private static boolean isOf(ByteBuffer header, CookieInfo object) {
        byte[] volume = field(header, KEYS_OFFSET);
        byte[] key = field(header, KEYS_OFFSET + 1 + volume.length);
        return new String(volume, StandardCharsets.UTF_8).equals(object.volumeKey())
                && Arrays.equals(key, object.key().toArray());
    }

    private static byte[] field(ByteBuffer header, int offset) {
        byte[] value = new byte[header.get(offset) & 0xff];
        header.get(offset + 1, value);
        return value;
    }
}
