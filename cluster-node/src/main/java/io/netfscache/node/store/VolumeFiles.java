package io.netfscache.node.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link VolumeFile} of each volume's folder in step with what records and fences say. A file is replaced as a
 * whole and is on the disk when a method returns; a torn one is as good as none.
 *
 * <p>Every method that changes files is called with some object's lock held: who holds all of them finds the folders at rest.
 */
final class VolumeFiles {
    private final Path volumes;
    /** By volume key, what is on disk. */
    private final Cache<String, VolumeFile> known = Caffeine.newBuilder()
            .maximumSize(StoreLimits.MAX_KNOWN_VOLUME_FILES)
            .executor(Runnable::run)
            .build();

    /** By volume key, what the last fence has said. */
    private final Cache<String, VolumeFile> told = Caffeine.newBuilder()
            .maximumSize(StoreLimits.MAX_KNOWN_VOLUME_FILES)
            .executor(Runnable::run)
            .build();

    VolumeFiles(Path root) {
        this.volumes = root.resolve("volumes");
    }

    /**
     * A chunk of the object is about to be written: makes the folder, and the file where it says something else. The object
     * may have been looked up before the last fence of its volume, which is right then.
     */
    void written(ObjectIdentity object) throws IOException {
        VolumeFile file = known.getIfPresent(object.volumeKey());
        if (file == null || !file.coherency().equals(coherency(object))) {
            bringInStep(object);
        }
    }

    private Bytes coherency(ObjectIdentity object) {
        VolumeFile fenced = told.getIfPresent(object.volumeKey());
        return fenced != null && fenced.generation().equals(object.generation().volume())
                ? fenced.coherency()
                : object.volumeCoherency();
    }

    private synchronized void bringInStep(ObjectIdentity object) throws IOException {
        VolumeFile file = read(object.volumeKey());
        Bytes coherency = coherency(object);
        if (file == null || !file.coherency().equals(coherency)) {
            Files.createDirectories(folder(object.volumeKey()));
            file = new VolumeFile(object.volumeKey(), object.generation().volume(), coherency);
            write(file);
        }
        known.put(object.volumeKey(), file);
    }

    /** The volume has other coherency data and the generation that it had. Does nothing where it has no folder. */
    synchronized void changed(String volumeKey, Generation generation, Bytes coherency) throws IOException {
        VolumeFile file = new VolumeFile(volumeKey, generation, coherency);
        told.put(volumeKey, file);
        if (file.equals(known.getIfPresent(volumeKey)) || !Files.isDirectory(folder(volumeKey))) {
            return;
        }
        write(file);
        known.put(volumeKey, file);
    }

    /** The folder has gone. */
    void forget(String volumeKey) {
        known.invalidate(volumeKey);
    }

    /** Null when there is no whole file of the volume. */
    @Nullable
    VolumeFile read(String volumeKey) throws IOException {
        try (InputStream in = Files.newInputStream(folder(volumeKey).resolve(VolumeFile.NAME))) {
            VolumeFile file = VolumeFile.decode(in.readNBytes(VolumeFile.MAX_BYTES));
            return file != null && file.volumeKey().equals(volumeKey) ? file : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void write(VolumeFile file) throws IOException {
        // Until the end is reached nobody knows which of the two is on the disk.
        known.invalidate(file.volumeKey());
        Path folder = folder(file.volumeKey());
        Path draft = folder.resolve(VolumeFile.NAME + ".new");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer contents = ByteBuffer.wrap(file.encode());
            while (contents.hasRemaining()) {
                channel.write(contents);
            }
            channel.force(true);
        }
        Files.move(draft, folder.resolve(VolumeFile.NAME), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path folder(String volumeKey) {
        return volumes.resolve(ChunkName.volumeName(volumeKey));
    }
}
