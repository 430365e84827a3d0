package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.node.store.StoreLimits;
import io.netfscache.protocol.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeConfigTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static NodeConfig config(
            InetSocketAddress listen,
            @Nullable InetSocketAddress advertise,
            InetSocketAddress member,
            @Nullable InetSocketAddress memberAdvertise) {
        return new NodeConfig(
                Path.of("d"),
                listen,
                advertise,
                LOOPBACK,
                member,
                List.of(),
                "c",
                1,
                Limits.DEFAULT_CHUNK_BYTES,
                1,
                NodeConfig.DEFAULT_VOTERS,
                memberAdvertise,
                List.of(),
                StoreLimits.DEFAULT_OPEN_CHUNKS,
                ConnectionLimits.DEFAULTS);
    }

    private static InetSocketAddress name(String host, int port) {
        return InetSocketAddress.createUnresolved(host, port);
    }

    @Test
    void all_problems_are_named_at_once() {
        InvalidConfig invalid = catchThrowableOfType(
                InvalidConfig.class,
                () -> new NodeConfig(
                        Path.of("d"),
                        name("nowhere.invalid", 1),
                        null,
                        LOOPBACK,
                        LOOPBACK,
                        List.of(),
                        " ",
                        0,
                        5,
                        0,
                        2,
                        null,
                        List.of(
                                new CacheConfig("a/b", Path.of("one"), -1, 101),
                                new CacheConfig("ssd", Path.of("./one"), 0, 5),
                                new CacheConfig("ssd", Path.of("two"), 0, 5)),
                        0,
                        ConnectionLimits.DEFAULTS));

        assertThat(invalid.problems())
                .extracting(InvalidConfig.Problem::key)
                .containsExactly(
                        "listen",
                        "cluster-size",
                        "chunk-size",
                        "weight",
                        "voters",
                        "cluster-name",
                        "caches",
                        "caches",
                        "caches",
                        "caches",
                        "caches",
                        "open-chunks");
        assertThat(invalid.problems())
                .filteredOn(problem -> problem.key().equals("caches"))
                .extracting(InvalidConfig.Problem::rule)
                .containsExactly(
                        "the name \"a/b\" is not 1 to 255 printable bytes without '/', ',' and '='",
                        "bstop of cache \"a/b\": 101 is not between 0 and 100 percent",
                        "size of cache \"a/b\": -1 is negative",
                        "two caches have the directory ./one: each needs one of its own",
                        "there are two caches \"ssd\"");
        assertThat(invalid)
                .hasMessageStartingWith("listen: no address is known for host nowhere.invalid: give an address of this"
                        + " machine or a name that resolves to one; cluster-size: 0 is not between 1 and ");
    }

    @Test
    void a_node_on_all_interfaces_has_to_say_where_it_can_be_reached() {
        InetSocketAddress all = new InetSocketAddress("0.0.0.0", 7440);
        InetSocketAddress allSix = new InetSocketAddress("::", 7442);

        InvalidConfig invalid = catchThrowableOfType(InvalidConfig.class, () -> config(all, null, allSix, null));

        assertThat(invalid.problems())
                .extracting(InvalidConfig.Problem::toString)
                .containsExactly(
                        "advertise: is needed when listen is a wildcard address (0.0.0.0): others cannot reach the node"
                                + " there",
                        "member-advertise: is needed when member is a wildcard address (0:0:0:0:0:0:0:0): others cannot"
                                + " reach the node there");
    }

    @Test
    void nobody_can_be_told_a_wildcard_address() {
        InvalidConfig invalid = catchThrowableOfType(
                InvalidConfig.class, () -> config(LOOPBACK, new InetSocketAddress("::", 1), LOOPBACK, null));

        assertThat(invalid)
                .hasMessageContaining("advertise: ")
                .hasMessageContaining("is a wildcard address: others cannot reach the node there");
    }

    @Test
    void others_are_told_the_name_and_the_port_that_is_bound() {
        InetSocketAddress bound = new InetSocketAddress("0.0.0.0", 4711);

        NodeConfig anyPort = config(LOOPBACK, name("node-1", 0), new InetSocketAddress("0.0.0.0", 7442), null);
        NodeConfig mapped = config(LOOPBACK, name("node-1", 80), LOOPBACK, name("node-2", 81));

        assertThat(anyPort.advertised(bound)).isEqualTo(name("node-1", 4711));
        assertThat(anyPort.advertisedMember()).isEqualTo(name("node-1", 7442));
        assertThat(mapped.advertised(bound)).isEqualTo(name("node-1", 80));
        assertThat(mapped.advertisedMember()).isEqualTo(name("node-2", 81));
        assertThat(config(LOOPBACK, null, LOOPBACK, null).advertised(bound)).isEqualTo(bound);
        assertThat(config(LOOPBACK, null, LOOPBACK, null).advertisedMember()).isNull();
    }

    @Test
    void nodes_are_found_by_addresses_or_by_a_name_and_a_name_tells_no_ports() {
        NodeConfig byName = config(LOOPBACK, null, new InetSocketAddress(LOOPBACK.getAddress(), 7442), null)
                .withJoinDns("nodes");
        NodeConfig anyPort = config(LOOPBACK, null, LOOPBACK, null);

        assertThat(byName.joinDns()).isEqualTo("nodes");
        assertThat(catchThrowableOfType(InvalidConfig.class, () -> anyPort.withJoinDns("nodes")))
                .hasMessage(
                        "join-dns: nodes tells the addresses of the nodes and no ports: give member a port, the same on"
                                + " all nodes");
    }

    @Test
    void a_cache_does_not_lie_in_another_one() {
        List<CacheConfig> caches = List.of(
                new CacheConfig("disk", Path.of("/data/cache"), 0, 0),
                new CacheConfig("ssd", Path.of("/data/cache/./fast"), 0, 0),
                new CacheConfig("old", Path.of("/data/cache2"), 0, 0),
                new CacheConfig("all", Path.of("/data"), 0, 0));

        assertThat(CacheConfig.problems(caches))
                .containsExactly(
                        "the directory /data/cache/./fast of cache \"ssd\" lies in /data/cache, that of cache \"disk\":"
                                + " give one of them a directory outside of the other",
                        "the directory /data/cache of cache \"disk\" lies in /data, that of cache \"all\":"
                                + " give one of them a directory outside of the other",
                        "the directory /data/cache/./fast of cache \"ssd\" lies in /data, that of cache \"all\":"
                                + " give one of them a directory outside of the other",
                        "the directory /data/cache2 of cache \"old\" lies in /data, that of cache \"all\":"
                                + " give one of them a directory outside of the other");
    }
}
