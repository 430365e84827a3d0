package io.netfscache.cli.demo;

import io.netfscache.cli.HashingChannel;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginFile;
import io.netfscache.origin.Origins;
import io.netfscache.origin.Origins.OriginPath;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the fleet reads: a dataset on the demo's own server, or files of a server that exists already. */
final class DemoOrigin implements AutoCloseable {
    private static final long SEED = 20_261_122;
    private static final String CHANGING_PART = "generated";
    /** Long enough that no file is refused as changed just now. */
    private static final Duration AGE = Duration.ofHours(1);

    private final @Nullable OriginServer server;
    private final @Nullable Dataset dataset;
    private final GeneratedFiles generator = new GeneratedFiles(SEED);
    private Manifest manifest;

    private DemoOrigin(@Nullable OriginServer server, @Nullable Dataset dataset, Manifest manifest) {
        this.server = server;
        this.dataset = dataset;
        this.manifest = manifest;
    }

    /** Makes the dataset below {@code folder} as far as there is one to be made, and serves it. */
    static DemoOrigin prepare(DemoOptions options, Path folder, Clock clock) throws IOException {
        String given = options.origin();
        if (given != null && options.foreignOrigin()) {
            return foreign(given, options.datasetLimit());
        }
        Dataset dataset = new Dataset();
        GeneratedFiles generator = new GeneratedFiles(SEED);
        Path generated = folder.resolve(CHANGING_PART);
        FileTime modified = FileTime.from(clock.instant().minus(AGE));
        if (given == null) {
            dataset.addFolder("jdk", Path.of(System.getProperty("java.home")).toRealPath(), options.datasetLimit());
            List<Integer> sizes = generator.sizes(DemoLimits.GENERATED_FILES, Limits.DEFAULT_CHUNK_BYTES);
            generator.write(generated, sizes, modified);
        } else {
            if (!Files.isDirectory(Path.of(given))) {
                throw new NotDirectoryException(given + " is no folder");
            }
            dataset.addFolder("files", Path.of(given).toRealPath(), options.datasetLimit());
            // The file that changes is never one of the user's.
            generator.write(generated, List.of(Limits.MAX_IO_BYTES + 1), modified);
        }
        dataset.addFolder(CHANGING_PART, generated, Long.MAX_VALUE);
        List<DatasetFile> files = dataset.hashed();
        OriginServer server = OriginServer.start(dataset.files(), options.address());
        String first = files.get(0).path();
        return new DemoOrigin(server, dataset, new Manifest(server.url() + first, first, files));
    }

    private static DemoOrigin foreign(String url, long limit) throws IOException {
        OriginPath root = Origins.resolve(url);
        List<DatasetFile> files = new ArrayList<>();
        try (Origin origin = root.origin()) {
            long left = limit;
            for (String path : origin.walk(root.path())) {
                if (origin.stat(path).size() <= left) {
                    DatasetFile file = hash(origin, path);
                    files.add(file);
                    left -= file.size();
                }
            }
        }
        if (files.isEmpty()) {
            throw new IOException(url + " has no file of at most " + limit + " bytes; see --dataset-limit");
        }
        return new DemoOrigin(null, null, new Manifest(url, root.path(), files));
    }

    private static DatasetFile hash(Origin origin, String path) throws IOException {
        HashingChannel hash = HashingChannel.discarding();
        ByteBuffer buffer = ByteBuffer.allocate(DemoLimits.BUFFER_BYTES);
        long size = 0;
        try (OriginFile file = origin.open(path, origin.stat(path))) {
            while (file.read(size, buffer.clear()) > 0) {
                buffer.flip();
                size += hash.write(buffer);
            }
        }
        return new DatasetFile(path, size, hash.sha256());
    }

    Manifest manifest() {
        return manifest;
    }

    /** Bytes of bodies that the origin has sent; negative when only its clients can know. */
    long bodyBytes() {
        return server == null ? -1 : server.bodyBytes();
    }

    /** Whether there is a file to {@link #change}. */
    boolean changeable() {
        return dataset != null;
    }

    /**
     * Puts other contents into one file and its hash into the manifest.
     *
     * @return index of the file in the manifest
     */
    int change() throws IOException {
        if (dataset == null) {
            throw new IllegalStateException("the origin is not the demo's to change");
        }
        List<DatasetFile> files = new ArrayList<>(manifest.files());
        int index = changing(files);
        String path = files.get(index).path();
        generator.rewrite(dataset.files().getOrDefault(path, Path.of("")), 1);
        files.set(index, dataset.hashed(path));
        manifest = new Manifest(manifest.origin(), manifest.originPath(), files);
        return index;
    }

    /** A generated file of more than one read, so that old and new contents could be mixed. */
    private static int changing(List<DatasetFile> files) {
        for (int i = 0; i < files.size(); i++) {
            DatasetFile file = files.get(i);
            if (file.path().startsWith("/" + CHANGING_PART + "/") && file.size() == Limits.MAX_IO_BYTES + 1) {
                return i;
            }
        }
        throw new IllegalStateException("no file of " + (Limits.MAX_IO_BYTES + 1) + " bytes was generated");
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
