package io.netfscache.chaos;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import io.netfscache.protocol.Limits;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The client of a {@link HoldingProcess}: has one object in use, and reads or changes as many blocks of it, one after
 * another and over again, as a line of its standard input says. It answers {@link #BEGUN} after the first and {@link
 * #DONE} after the last. Between two lines it holds its mark and does nothing.
 */
final class HoldingClient {
    static final String BEGUN = "begun";
    static final String DONE = "done";

    private final Cookie cookie;
    private final boolean modifies;
    private final int blocks;
    private int next;

    private HoldingClient(Cookie cookie, boolean modifies, int blocks) {
        this.cookie = cookie;
        this.modifies = modifies;
        this.blocks = blocks;
    }

    /** Arguments: modify or read, volume key, object key and coherency data (hexadecimal), size, data ports of nodes. */
    public static void main(String[] args) throws Exception {
        boolean modifies = args[0].equals("modify");
        HexFormat hex = HexFormat.of();
        int size = Integer.parseInt(args[4]);
        List<InetSocketAddress> servers = Arrays.stream(args)
                .skip(5)
                .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)))
                .toList();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (FsCache cache = FsCache.connect(ClientConfig.of(servers))) {
            cache.awaitConnected(Waits.CONNECTED.toMillis());
            Volume volume = cache.acquireVolume(args[1], "", new byte[0]);
            Cookie cookie = volume.acquireCookie(Set.of(), hex.parseHex(args[2]), hex.parseHex(args[3]), size);
            cookie.use(modifies);
            HoldingClient client = new HoldingClient(cookie, modifies, size / Limits.BLOCK_BYTES);
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                client.go(Integer.parseInt(line));
            }
        } catch (CacheException e) {
            // Whoever waits for an answer is told; in some tests nobody does.
            System.out.println(e);
        }
    }

    private void go(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            step((long) (next++ % blocks) * Limits.BLOCK_BYTES);
            if (i == 0) {
                System.out.println(BEGUN);
            }
        }
        System.out.println(DONE);
    }

    private void step(long position) throws Exception {
        if (!modifies) {
            try (CacheOperation read = cookie.beginRead()) {
                read.read(position, ByteBuffer.allocate(Limits.BLOCK_BYTES), ReadHole.IGNORE);
            }
            return;
        }
        byte[] block = new byte[Limits.BLOCK_BYTES];
        Arrays.fill(block, (byte) 'm');
        try (CacheOperation write = cookie.beginWrite()) {
            write.write(position, ByteBuffer.wrap(block));
        }
    }
}
