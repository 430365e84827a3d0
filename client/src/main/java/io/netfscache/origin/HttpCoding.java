package io.netfscache.origin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** A Content-Encoding that a server applies although none was asked for. */
record HttpCoding(String name) {
    /** What a server that is told by a file's name says of the file itself, not of what it did to it. */
    private static final Map<String, List<String>> OF_THE_FILE_ITSELF = Map.of(
            "gzip", List.of(".gz", ".tgz", ".gzip", ".svgz"),
            "compress", List.of(".z"),
            "br", List.of(".br"),
            "zstd", List.of(".zst", ".zstd"),
            "bzip2", List.of(".bz2", ".tbz2"));

    /** The coding that has to be undone to get the file's bytes; null if there is none. */
    static @Nullable HttpCoding of(HttpHead head, HttpUrl url) {
        String header = head.header("content-encoding");
        String name = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        name = name.startsWith("x-") ? name.substring(2) : name;
        boolean ofTheFile =
                OF_THE_FILE_ITSELF.getOrDefault(name, List.of()).stream().anyMatch(url.fileName()::endsWith);
        return name.isEmpty() || name.equals("identity") || ofTheFile ? null : new HttpCoding(name);
    }

    /** The file's bytes out of a body, which is closed with them. */
    HttpContent decoded(HttpContent body) throws IOException {
        return switch (name) {
            case "gzip" -> new Decoded(body, new GZIPInputStream(new AsStream(body)));
            case "deflate" -> new Decoded(body, new InflaterInputStream(new AsStream(body)));
            default ->
                throw HttpFailure.lasting("it is sent with Content-Encoding " + HttpHead.shown(name)
                        + ", though identity was asked for, and only gzip and deflate can be decoded");
        };
    }

    private static final class AsStream extends InputStream {
        private final HttpContent content;

        AsStream(HttpContent content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = content.read(ByteBuffer.wrap(into, offset, length));
            return n == 0 && length > 0 ? -1 : n;
        }

        /** Tells gzip whether another member may follow. */
        @Override
        public int available() {
            return content.ended() ? 0 : 1;
        }
    }

    private static final class Decoded implements HttpContent {
        private final HttpContent body;
        private final InflaterInputStream stream;
        private boolean ended;

        Decoded(HttpContent body, InflaterInputStream stream) {
            this.body = body;
            this.stream = stream;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int start = into.position();
            byte[] piece = new byte[Math.min(into.remaining(), HttpLimits.BUFFER_BYTES)];
            while (into.hasRemaining() && !ended) {
                int n = stream.read(piece, 0, Math.min(into.remaining(), piece.length));
                if (n < 0) {
                    ended = true;
                } else {
                    into.put(piece, 0, n);
                }
            }
            return into.position() - start;
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public void close() {
            // Ends the inflater; the stream below it has nothing to close, so it cannot fail.
            try {
                stream.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("an inflater could not be closed", e);
            } finally {
                body.close();
            }
        }
    }
}
