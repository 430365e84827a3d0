package io.netfscache.pages;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.origin.WritableOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the files of a pair are. */
interface Ground {
    WritableOrigin origin();

    /** The path of a file of that name. */
    String path(String name);

    /** What the origin has of a file, not by way of {@link #origin()}. */
    byte[] bytes(String path) throws IOException;

    /** One more client of the cluster, to look. */
    FsCache connect();

    /** Files in memory. */
    static Ground inMemory(VersionedOrigin origin, List<InetSocketAddress> servers) {
        return new Ground() {
            @Override
            public WritableOrigin origin() {
                return origin;
            }

            @Override
            public String path(String name) {
                return "/" + name;
            }

            @Override
            public byte[] bytes(String path) {
                return origin.bytes(path);
            }

            @Override
            public FsCache connect() {
                return look(servers);
            }
        };
    }

    /** Files of a folder. */
    static Ground inFolder(WritableOrigin files, Path folder, List<InetSocketAddress> servers) {
        return new Ground() {
            @Override
            public WritableOrigin origin() {
                return files;
            }

            @Override
            public String path(String name) {
                return folder.resolve(name).toString();
            }

            @Override
            public byte[] bytes(String path) throws IOException {
                return Files.readAllBytes(Path.of(path));
            }

            @Override
            public FsCache connect() {
                return look(servers);
            }
        };
    }

    private static FsCache look(List<InetSocketAddress> servers) {
        FsCache cache = FsCache.connect(ClientConfig.of(servers));
        try {
            cache.awaitConnected(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return cache;
    }
}
