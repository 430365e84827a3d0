package io.netfscache.node.voters;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The voter set in a node's data directory: one line of text, on the disk when {@link #write} returns. */
public final class VoterSetFile {
    private static final int FIELDS = 4;
    private static final String FORMAT = "voters-1";

    private final DurableLine file;

    public VoterSetFile(Path dataDirectory) {
        this.file = new DurableLine(dataDirectory.resolve("voters"));
    }

    /**
     * The set; null when the node has never had one.
     *
     * @throws IOException when the file cannot be read or is damaged; the message says what to do
     */
    public @Nullable VoterSet read() throws IOException {
        String line = file.read();
        try {
            return line == null ? null : parse(line);
        } catch (IllegalArgumentException damaged) {
            throw new IOException(
                    "the voter set in " + file + " is damaged: " + damaged.getMessage()
                            + "; delete the data directory and replace this voter",
                    damaged);
        }
    }

    public void write(VoterSet set) throws IOException {
        file.write(format(set));
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
        String[] fields = text.split(" ", -1);
        if (fields.length != FIELDS || !fields[0].equals(FORMAT)) {
            throw new IllegalArgumentException("not a line of format " + FORMAT + ": \"" + text + "\"");
        }
        List<NodeId> voters =
                Arrays.stream(fields[3].split(",", -1)).map(NodeId::parse).toList();
        return new VoterSet(Long.parseUnsignedLong(fields[1], 16), Long.parseLong(fields[2]), voters);
    }
}
