package io.netfscache.pages;

import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.FileOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A client in a process of its own that changes a file on the disk of this machine until it is killed. It says {@link #BEGUN}
 * when some of what it has written is dirty.
 */
final class WritingClient {
    static final String BEGUN = "begun";
    /** As the first argument: nothing of what is written is taken to the origin. */
    static final String NEVER_SYNCED = "never synced";
    /** As the first argument: each write is taken there at once, one after another. */
    static final String ALWAYS_SYNCED = "always synced";

    private WritingClient() {}

    /** Arguments: whether it syncs, the file's path, and the data ports of nodes on this machine. */
    public static void main(String[] args) throws Exception {
        List<InetSocketAddress> servers = Arrays.stream(args)
                .skip(2)
                .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)))
                .toList();
        boolean synced = args[0].equals(ALWAYS_SYNCED);
        NetfsOptions options = NetfsOptions.DEFAULTS.withWriteBackDelay(Duration.ofMinutes(10));
        FileOrigin origin = FileOrigin.of(Path.of(args[1]));
        try (MountedClient client = MountedClient.connect(servers, origin, options);
                NetfsFile file = client.writable(args[1])) {
            int size = (int) file.size();
            for (int version = 1; ; version++) {
                write(file, version, size, synced);
                if (version == 2) {
                    System.out.println(BEGUN);
                }
                if (version == 2 && !synced) {
                    // Until this process is killed, or its standard input ends with the one that started it.
                    int unused = System.in.read();
                    return;
                }
            }
        }
    }

    private static void write(NetfsFile file, int version, int size, boolean synced) throws IOException {
        MountedClient.write(file, 0, Fingerprint.of(version, 0, size));
        if (synced) {
            file.sync();
        }
    }
}
