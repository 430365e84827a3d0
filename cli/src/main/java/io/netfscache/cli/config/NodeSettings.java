package io.netfscache.cli.config;

import io.netfscache.cli.ByteSize;
import io.netfscache.cli.HostPort;
import io.netfscache.node.CacheConfig;
import io.netfscache.node.ConnectionLimits;
import io.netfscache.node.InvalidConfig;
import io.netfscache.node.NodeConfig;
import io.netfscache.node.store.StoreConfig;
import io.netfscache.protocol.Limits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a node, together. */
public final class NodeSettings {
    private NodeSettings() {}

    /** What is wrong between the settings of a node whose values are right one by one. */
    public static List<Problem> problems(Configuration configuration) {
        List<Problem> problems = new ArrayList<>();
        if (configuration.find(Settings.NODE_DATA) == null && !configuration.isBroken(Settings.NODE_DATA)) {
            problems.add(new Problem(
                    Settings.NODE_DATA.key(),
                    "is missing: give the node a directory with " + Settings.NODE_DATA.option() + ", with "
                            + Settings.NODE_DATA.variable() + " or in a configuration file",
                    ""));
        }
        if (configuration.find(Settings.NODE_JOIN_DNS) != null
                && configuration.find(Settings.NODE_CLUSTER_SIZE) == null
                && !configuration.isBroken(Settings.NODE_CLUSTER_SIZE)) {
            problems.add(new Problem(
                    Settings.NODE_CLUSTER_SIZE.key(),
                    "is missing: with " + Settings.NODE_JOIN_DNS.option() + " the node cannot tell how many nodes there"
                            + " should be, and half of them plus one is the quorum",
                    ""));
        }
        try {
            config(configuration);
        } catch (InvalidConfig invalid) {
            for (InvalidConfig.Problem problem : invalid.problems()) {
                Setting<?> setting = Settings.find("node." + problem.key()).orElseThrow();
                if (!configuration.isBroken(setting)) {
                    String from = configuration.from(setting);
                    problems.add(
                            new Problem(setting.key(), problem.rule(), from.equals(Configuration.DEFAULT) ? "" : from));
                }
            }
        }
        return problems;
    }

    /**
     * What the node runs with; where a value is broken, with the default.
     *
     * @throws InvalidConfig when values do not fit each other
     */
    public static NodeConfig config(Configuration configuration) {
        Path data = configuration.find(Settings.NODE_DATA);
        List<HostPort> join = configuration.find(Settings.NODE_JOIN);
        List<String> members =
                join == null ? List.of() : join.stream().map(HostPort::toString).toList();
        Integer size = configuration.find(Settings.NODE_CLUSTER_SIZE);
        Integer voters = configuration.find(Settings.NODE_VOTERS);
        String joinDns = configuration.find(Settings.NODE_JOIN_DNS);
        // A cluster size that cannot be read or is missing must not make the number of voters look wrong.
        int assumed = configuration.isBroken(Settings.NODE_CLUSTER_SIZE) || joinDns != null
                ? Limits.MAX_VIEW_NODES
                : Math.max(1, members.size());
        Path directory = data == null ? Path.of("") : data;
        return new NodeConfig(
                directory,
                configuration.get(Settings.NODE_LISTEN).resolved(),
                address(configuration.find(Settings.NODE_ADVERTISE)),
                configuration.get(Settings.NODE_ADMIN).resolved(),
                configuration.get(Settings.NODE_MEMBER).resolved(),
                members,
                joinDns,
                configuration.get(Settings.NODE_CLUSTER_NAME),
                size == null ? assumed : size,
                chunkBytes(configuration.get(Settings.NODE_CHUNK_SIZE)),
                configuration.get(Settings.NODE_WEIGHT),
                voters == null ? NodeConfig.DEFAULT_VOTERS : voters,
                address(configuration.find(Settings.NODE_MEMBER_ADVERTISE)),
                caches(configuration, directory),
                configuration.get(Settings.NODE_OPEN_CHUNKS),
                limits(configuration),
                configuration.get(Settings.NODE_MAX_RECORDS));
    }

    private static List<CacheConfig> caches(Configuration configuration, Path data) {
        ByteSize maxSize = configuration.find(Settings.NODE_MAX_SIZE);
        CacheConfig only = CacheConfig.ofNode(
                data, maxSize == null ? StoreConfig.NO_LIMIT : maxSize.bytes(), configuration.get(Settings.NODE_BSTOP));
        List<CacheSetting> given = configuration.find(Settings.NODE_CACHES);
        return given == null
                ? List.of(only)
                : given.stream().map(cache -> cache.config(only)).toList();
    }

    /** What may change while the node runs. */
    public static ConnectionLimits limits(Configuration configuration) {
        return new ConnectionLimits(
                configuration.get(Settings.LIMITS_CLIENTS),
                configuration.get(Settings.LIMITS_ADMIN),
                configuration.get(Settings.LIMITS_LARGE_FRAMES));
    }

    /** More than fits is as wrong as the largest number that fits is: no chunk is that large. */
    private static int chunkBytes(ByteSize size) {
        return (int) Math.min(size.bytes(), Integer.MAX_VALUE);
    }

    private static @Nullable InetSocketAddress address(@Nullable HostPort address) {
        return address == null ? null : address.address();
    }
}
