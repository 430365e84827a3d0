package io.netfscache.node.voters;

import io.netfscache.protocol.Ballot;
import io.netfscache.protocol.NodeId;
import java.io.IOException;
import java.nio.file.Path;

/** What this voter has promised and accepted, in its data directory: one line, on the disk when {@link #write} returns. */
final class BallotFile {
    private static final String FORMAT = "ballots-1";
    private static final String NOTHING = "-";
    private static final int FIELDS = 5;

    private final DurableLine file;

    BallotFile(Path dataDirectory) {
        this.file = new DurableLine(dataDirectory.resolve("ballots"));
    }

    /** @throws IOException when the file cannot be read or is damaged; the message says what to do */
    Promises read() throws IOException {
        String line = file.read();
        try {
            return line == null ? Promises.none(0) : parse(line);
        } catch (IllegalArgumentException damaged) {
            throw new IOException(
                    "what this voter has promised, in " + file + ", is damaged: " + damaged.getMessage()
                            + "; delete the data directory and replace this voter",
                    damaged);
        }
    }

    void write(Promises promises) throws IOException {
        String accepted = promises.accepted() == null
                ? NOTHING
                : VoterSetFile.format(promises.accepted()).replace(' ', '/');
        file.write("%s %d %s %s %s"
                .formatted(
                        FORMAT,
                        promises.version(),
                        format(promises.promised()),
                        format(promises.acceptedIn()),
                        accepted));
    }

    private static Promises parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS || !fields[0].equals(FORMAT)) {
            throw new IllegalArgumentException("not a line of format " + FORMAT + ": \"" + line + "\"");
        }
        return new Promises(
                Long.parseLong(fields[1]),
                ballot(fields[2]),
                ballot(fields[3]),
                fields[4].equals(NOTHING) ? null : VoterSetFile.parse(fields[4].replace('/', ' ')));
    }

    private static String format(Ballot ballot) {
        return ballot.counter() + ":" + ballot.proposer();
    }

    private static Ballot ballot(String text) {
        String[] parts = text.split(":", 2);
        if (parts.length != 2) {
            throw new IllegalArgumentException("not a ballot: \"" + text + "\"");
        }
        return new Ballot(Long.parseLong(parts[0]), NodeId.parse(parts[1]));
    }
}
