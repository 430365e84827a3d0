package io.netfscache.node.store;

import io.netfscache.protocol.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link DirectoryStore} runs.
 *
 * @param root the cache's own directory, made when missing
 * @param chunkBytes size of a chunk; files of another chunk size are dropped
 * @param bstopPercent writes are refused while less of the disk than this is free; 0 to 100
 * @param openChunks chunks kept open when nobody uses them
 * @param maxBytes of disk that the store may take, its own pages among them; writes beyond are refused; {@link #NO_LIMIT}: no limit
 */
public record StoreConfig(Path root, int chunkBytes, int bstopPercent, int openChunks, long maxBytes) {
    /** For {@code maxBytes}: only the disk is one. */
    public static final long NO_LIMIT = 0;

    public StoreConfig {
        List<String> problems = new ArrayList<>();
        if (chunkBytes < Limits.BLOCK_BYTES
                || chunkBytes > Limits.MAX_CHUNK_BYTES
                || chunkBytes % Limits.BLOCK_BYTES != 0) {
            problems.add("chunk-size: " + chunkBytes + " is not a multiple of " + Limits.BLOCK_BYTES + " up to "
                    + Limits.MAX_CHUNK_BYTES);
        }
        if (bstopPercent < 0 || bstopPercent > 100) {
            problems.add("bstop: " + bstopPercent + " is not between 0 and 100 percent");
        }
        if (openChunks < 1) {
            problems.add("open-chunks: " + openChunks + " is less than 1");
        }
        if (maxBytes < 0) {
            problems.add("max-bytes: " + maxBytes + " is less than 0");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Without a limit of its own: only the disk's. */
    public StoreConfig(Path root, int chunkBytes, int bstopPercent, int openChunks) {
        this(root, chunkBytes, bstopPercent, openChunks, NO_LIMIT);
    }

    /** With the default size of a chunk, bstop and number of open chunks. */
    public static StoreConfig of(Path root) {
        return new StoreConfig(
                root, Limits.DEFAULT_CHUNK_BYTES, StoreLimits.DEFAULT_BSTOP_PERCENT, StoreLimits.DEFAULT_OPEN_CHUNKS);
    }
}
