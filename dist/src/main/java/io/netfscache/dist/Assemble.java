package io.netfscache.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The step of the build: ROOT JAR VERSION TIMESTAMP FOLDER makes netfs-cache-VERSION.tar.gz and its checksum in FOLDER. */
public final class Assemble {
    private Assemble() {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]).normalize();
        Path jar = Path.of(args[1]).normalize();
        Instant timestamp = Instant.parse(args[3]);
        assemble(new Distribution(root, jar, args[2], timestamp), timestamp, Path.of(args[4]));
    }

    /** Gives the archive; beside it is {@code .sha256}, in the form of sha256sum. */
    static Path assemble(Distribution distribution, Instant timestamp, Path folder) throws IOException {
        List<Entry> entries = distribution.entries();
        Path archive = folder.resolve(distribution.name() + ".tar.gz");
        Archive.write(archive, distribution.name(), entries, timestamp);
        String sum = Checksums.sha256(new Entry.File(archive)) + "  " + archive.getFileName() + "\n";
        Files.writeString(folder.resolve(archive.getFileName() + ".sha256"), sum);
        return archive;
    }
}
