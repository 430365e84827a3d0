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

/** Copies a small file to standard output through the cluster, with the FS-Cache API: HOST PORT FILE. */
public final class RawClient {
    public static void main(String[] args) throws IOException {
        InetSocketAddress node = InetSocketAddress.createUnresolved(args[0], Integer.parseInt(args[1]));
        Path file = Path.of(args[2]).toRealPath();
        byte[] key = file.toString().getBytes(StandardCharsets.UTF_8);
        byte[] aux = coherency(file);
        try (FsCache cache = FsCache.connect(ClientConfig.of(List.of(node)))) {
            Volume volume = cache.acquireVolume("raw-example", "", new byte[0]);
            Cookie cookie = volume.acquireCookie(Set.of(), key, aux, Files.size(file));
            cookie.use(false);
            System.out.write(contents(cookie, file, aux));
            cookie.unuse(null, null);
            cookie.relinquish(false);
            volume.relinquish(new byte[0], false);
        }
    }

    /** From the cache when it has all of it; else from the file, and into the cache. */
    private static byte[] contents(Cookie cookie, Path file, byte[] aux) throws IOException {
        try (CacheOperation read = cookie.beginRead()) {
            ByteBuffer bytes = ByteBuffer.allocate((int) read.objectSize());
            System.err.println(read.read(0, bytes, ReadHole.FAIL) + " bytes from the cache");
            return bytes.array();
        } catch (CacheException e) {
            System.err.println("not cached: " + e.getMessage());
        }
        byte[] bytes = {};
        // The operation first, then the file: what is stored was read after the generation was known.
        try (CacheOperation write = cookie.beginWrite()) {
            bytes = Files.readAllBytes(file);
            if (Arrays.equals(aux, coherency(file))) {
                write.write(0, ByteBuffer.wrap(bytes));
            }
        } catch (CacheException e) {
            System.err.println("not stored: " + e.getMessage());
        }
        return bytes.length > 0 ? bytes : Files.readAllBytes(file);
    }

    /** What tells one version of the file from another. */
    private static byte[] coherency(Path file) throws IOException {
        return (Files.size(file) + " " + Files.getLastModifiedTime(file)).getBytes(StandardCharsets.UTF_8);
    }
}
