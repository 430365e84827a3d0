package io.netfscache.chaos;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of the loopback address that nobody listens on, each given once. They lie below those that systems give to whoever
 * asks for any, and each JVM with tests has its own: a port stays free until the node that was told of it listens, and
 * while that node is down.
 */
public final class FreePorts {
    private static final int LOWEST = 12_000;
    private static final int OF_A_JVM = 5_000;
    private static final int JVMS = 4;
    private static final int FIRST = LOWEST + Integer.getInteger("netfs.fork", 0) % JVMS * OF_A_JVM;

    /** Another build on this machine, if there is one, begins elsewhere. */
    private static int next = (int) (ProcessHandle.current().pid() * 97 % OF_A_JVM);

    private FreePorts() {}

    public static synchronized List<Integer> find(int count) throws IOException {
        List<Integer> found = new ArrayList<>();
        for (int tried = 0; found.size() < count; tried++) {
            if (tried == OF_A_JVM) {
                throw new IOException("no " + count + " free ports from " + FIRST + " on");
            }
            int port = FIRST + next++ % OF_A_JVM;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                found.add(socket.getLocalPort());
            } catch (BindException taken) {
                // By someone else on this machine: the next one.
            }
        }
        return found;
    }
}
