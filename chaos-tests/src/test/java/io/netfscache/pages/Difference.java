package io.netfscache.pages;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.origin.OriginAttributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A read that gave something else than the model: what each has at the first byte that differs. */
final class Difference {
    /** As many bytes as tell who wrote them. */
    private static final int SHOWN = 16;

    private final Comparison comparison;
    private final PlayedFile file;
    private final long number;
    private final Ground ground;
    private final List<Player> players;
    private final int at;

    /** @param number of the operation that found it */
    Difference(Comparison comparison, long number, Ground ground, List<Player> players) {
        this.comparison = comparison;
        this.file = comparison.file();
        this.number = number;
        this.ground = ground;
        this.players = players;
        this.at = comparison.difference();
    }

    String text() {
        Player own = players.get(comparison.client());
        Player other = players.get(1 - comparison.client());
        StringBuilder text = new StringBuilder();
        text.append("operation ").append(number).append(" by client ").append(comparison.client());
        text.append(" read ")
                .append(file.path)
                .append(" from ")
                .append(comparison.position())
                .append(" on: of ");
        text.append(comparison.wanted()).append(" bytes it got ").append(comparison.got().length);
        text.append(", and byte ")
                .append(at)
                .append(" (")
                .append(at % 4096)
                .append(" of block ")
                .append(at / 4096);
        text.append(") is not the file's, which has ").append(file.model.size()).append(" bytes");
        text.append(file.isShared() ? " and is written by both" : file.isChanged() ? " and is not synced" : "");
        line(text, "model", () -> part(file.model.bytes(), at));
        line(text, "this read", () -> part(comparison.got(), at - comparison.position()));
        line(text, "origin", () -> part(ground.bytes(file.path), at));
        line(text, "this client again", () -> read(own));
        line(text, "without folios", () -> {
            own.dropFolios();
            return read(own);
        });
        line(text, "the other client", () -> read(other));
        line(text, "cluster", this::cluster);
        return text.toString();
    }

    /** Asks for bytes. */
    private interface Source {
        byte[] bytes() throws IOException;
    }

    private void line(StringBuilder text, String name, Source source) {
        text.append("\n  ").append(name).append(": ");
        try {
            text.append(Fingerprint.writer(source.bytes(), at, number));
        } catch (IOException | RuntimeException e) {
            text.append(e);
        }
    }

    private static byte[] part(byte[] bytes, int from) {
        int first = Math.min(bytes.length, from);
        return Arrays.copyOfRange(bytes, first, Math.min(bytes.length, first + SHOWN));
    }

    private byte[] read(Player player) throws IOException {
        NetfsFile from = player.readable(file.path);
        byte[] bytes = new byte[SHOWN];
        return Arrays.copyOf(bytes, from.read(at, ByteBuffer.wrap(bytes)));
    }

    /** By a client of its own, which does not ask the origin. */
    private byte[] cluster() throws IOException {
        try (io.netfscache.FsCache cache = ground.connect()) {
            Volume volume = cache.acquireVolume(ground.origin().volumeKey(), "", new byte[0]);
            OriginAttributes now = ground.origin().stat(file.path);
            Cookie cookie = volume.acquireCookie(
                    Set.of(), ground.origin().objectKey(file.path), now.aux().toArray(), now.size());
            cookie.use(false);
            byte[] bytes = new byte[SHOWN];
            try (CacheOperation operation = cookie.beginRead()) {
                return Arrays.copyOf(bytes, operation.read(at, ByteBuffer.wrap(bytes), ReadHole.FAIL));
            } catch (CacheException e) {
                throw new IOException("object of " + now.size() + " bytes: " + e.getMessage(), e);
            }
        }
    }
}
