package io.netfscache.chaos;

import io.netfscache.cli.Json;
import io.netfscache.netfs.NetfsFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The client of a {@link ClientProcess}: keeps one file open and reads it as often as each line of its standard input
 * says. It answers {@link #READING} when it begins and then with a {@link Report}.
 */
final class ReadingClient {
    /** The line that says that a command has arrived. */
    static final String READING = "reading";

    /**
     * What came of a command.
     *
     * @param reads the first and the last of each run of reads that gave the same version
     * @param count of all reads
     * @param folioBytes that these took from folios
     */
    record Report(List<StaleReadChecker.Read> reads, int count, long folioBytes) {}

    private final TestClient client;
    private final NetfsFile file;

    private ReadingClient(TestClient client, NetfsFile file) {
        this.client = client;
        this.file = file;
    }

    /** Arguments: the origin's URL, the file's path, and the data ports of nodes on this machine. */
    public static void main(String[] args) throws Exception {
        List<InetSocketAddress> servers = Arrays.stream(args)
                .skip(2)
                .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)))
                .toList();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (TestClient client = TestClient.connect(args[0], servers);
                NetfsFile file = client.open(args[1])) {
            ReadingClient reading = new ReadingClient(client, file);
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(READING);
                System.out.println(Json.write(reading.read(Integer.parseInt(line))));
            }
        }
    }

    private Report read(int times) throws IOException {
        long folioBytesBefore = client.folioBytes();
        List<StaleReadChecker.Read> reads = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long began = VersionedFile.tick();
            int version = VersionedFile.version(TestClient.read(file));
            add(reads, new StaleReadChecker.Read("process", began, VersionedFile.tick(), version));
        }
        return new Report(reads, times, client.folioBytes() - folioBytesBefore);
    }

    private static void add(List<StaleReadChecker.Read> reads, StaleReadChecker.Read read) {
        int size = reads.size();
        boolean inRun = size >= 2
                && reads.get(size - 1).version() == read.version()
                && reads.get(size - 2).version() == read.version();
        if (inRun) {
            reads.set(size - 1, read);
        } else {
            reads.add(read);
        }
    }
}
