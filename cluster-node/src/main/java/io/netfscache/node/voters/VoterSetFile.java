package io.netfscache.node.voters;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The voter set in a node's data directory: one line of text, replaced as a whole and on the disk when {@link #write} returns. */
public final class VoterSetFile {
    private static final int FIELDS = 4;
    private static final String FORMAT = "voters-1";

    private final Path file;

    public VoterSetFile(Path dataDirectory) {
        this.file = dataDirectory.resolve("voters");
    }

    /**
     * The set; null when the node has never had one.
     *
     * @throws IOException when the file cannot be read or is damaged; the message says what to do
     */
    public @Nullable VoterSet read() throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return parse(Files.readString(file).strip());
        } catch (IllegalArgumentException damaged) {
            throw new IOException(
                    "the voter set in " + file + " is damaged: " + damaged.getMessage()
                            + "; delete the data directory and replace this voter",
                    damaged);
        }
    }

    public void write(VoterSet set) throws IOException {
        Path written = file.resolveSibling("voters.new");
        try (FileChannel channel = FileChannel.open(
                written,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((format(set) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** One line: format, cluster id, version, voters. */
    public static String format(VoterSet set) {
        return "%s %016x %d %s"
                .formatted(
                        FORMAT,
                        set.clusterId(),
                        set.version(),
                        String.join(
                                ",", set.voters().stream().map(NodeId::toString).toList()));
    }

    /** @throws IllegalArgumentException when the text is not what {@link #format} gives */
    public static VoterSet parse(String text) {
        String[] fields = text.split(" ");
        if (fields.length != FIELDS || !fields[0].equals(FORMAT)) {
            throw new IllegalArgumentException("not a line of format " + FORMAT + ": \"" + text + "\"");
        }
        List<NodeId> voters =
                Arrays.stream(fields[3].split(",")).map(NodeId::parse).toList();
        return new VoterSet(Long.parseUnsignedLong(fields[1], 16), Long.parseLong(fields[2]), voters);
    }
}
