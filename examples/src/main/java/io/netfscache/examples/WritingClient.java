package io.netfscache.examples;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Writes, truncates and removes a file, and keeps the cluster's cache in step, with the FS-Cache API: HOST PORT FILE. */
public final class WritingClient {
    private static final int BLOCK = 4096;

    private final Path file;
    private final Cookie cookie;

    private WritingClient(Path file, Cookie cookie) {
        this.file = file;
        this.cookie = cookie;
    }

    public static void main(String[] args) throws IOException {
        InetSocketAddress node = InetSocketAddress.createUnresolved(args[0], Integer.parseInt(args[1]));
        Path file = Path.of(args[2]).toRealPath();
        byte[] key = file.toString().getBytes(StandardCharsets.UTF_8);
        try (FsCache cache = FsCache.connect(ClientConfig.of(List.of(node)))) {
            Volume volume = cache.acquireVolume("writing-example", "", new byte[0]);
            Cookie cookie = volume.acquireCookie(Set.of(), key, coherency(file), Files.size(file));
            cookie.use(true); // open for writing
            WritingClient writer = new WritingClient(file, cookie);
            System.err.println(writer.cached() + " bytes were cached");
            writer.write("new contents".repeat(BLOCK).getBytes(StandardCharsets.UTF_8));
            writer.truncate(BLOCK);
            System.err.println(writer.cached() + " bytes are cached");
            cookie.unuse(coherency(file), Files.size(file)); // close
            Files.delete(file);
            cookie.relinquish(true); // the object is gone, everywhere
            volume.relinquish(new byte[0], false); // unmount
        }
    }

    /** The origin before the cache: nobody finds in the cache what the origin does not have. */
    private void write(byte[] contents) throws IOException {
        mark();
        Files.write(file, contents);
        try {
            cookie.resize(contents.length);
            try (CacheOperation write = cookie.beginWrite()) {
                write.write(0, ByteBuffer.wrap(contents));
            }
        } catch (CacheException e) {
            forget(e);
        }
    }

    /** Before the origin: who dies after this has all of the object fenced, everywhere. */
    private void mark() {
        try {
            cookie.beginWrite().close();
        } catch (CacheException e) {
            System.err.println("not marked, so the next change drops what is cached: " + e.getMessage());
        }
    }

    /** The origin has the change; the cache could not follow, so it is to have nothing of the object. */
    private void forget(CacheException why) throws IOException {
        System.err.println("not stored: " + why.getMessage());
        cookie.invalidate(null, Files.size(file), Set.of())
                .toCompletableFuture()
                .join();
    }

    private void truncate(int size) throws IOException {
        mark();
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), size));
        cookie.resize(size); // beyond it everybody reads zeroes, also when it grows again
    }

    private int cached() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Files.size(file));
        try (CacheOperation read = cookie.beginRead()) {
            return read.read(0, bytes, ReadHole.IGNORE);
        } catch (CacheException e) {
            System.err.println("not cached: " + e.getMessage());
            return 0;
        }
    }

    /** What tells one version of the file from another; always as many bytes. */
    private static byte[] coherency(Path file) throws IOException {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(Files.size(file))
                .putLong(Files.getLastModifiedTime(file).toMillis())
                .array();
    }
}
