package io.netfscache.cli.config;

import io.netfscache.cli.ByteSize;
import io.netfscache.cli.HostPort;
import io.netfscache.node.ConnectionLimits;
import io.netfscache.node.EmbeddedConfig;
import io.netfscache.node.NodeConfig;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.metadata.MetadataLimits;
import io.netfscache.node.store.StoreLimits;
import io.netfscache.origin.HttpOptions;
import io.netfscache.origin.HttpProxy;
import io.netfscache.protocol.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every setting there is. Help texts, checks and docs/configuration.md come from here. */
public final class Settings {
    public static final Setting<Path> NODE_DATA = Setting.optional(
            "node.data",
            ValueType.FILE,
            "none, a node needs it",
            "Where the node keeps its id and, unless --cache says otherwise, what it caches; made when missing, used by one"
                    + " node at a time.");

    public static final Setting<HostPort> NODE_LISTEN = Setting.of(
            "node.listen",
            ValueType.ADDRESS,
            "127.0.0.1:" + NodeConfig.DEFAULT_DATA_PORT,
            "Data port: clients and other nodes connect here. 0.0.0.0:PORT and [::]:PORT are all interfaces.");

    public static final Setting<HostPort> NODE_ADVERTISE = Setting.optional(
            "node.advertise",
            ValueType.ADDRESS,
            "what --listen says",
            "The data port as others reach it, by name or number; needed when the node listens on all interfaces. Port 0"
                    + " is the port it listens on.");

    public static final Setting<HostPort> NODE_ADMIN = Setting.of(
            "node.admin",
            ValueType.ADDRESS,
            "127.0.0.1:" + NodeConfig.DEFAULT_ADMIN_PORT,
            "Health and figures over HTTP.");

    public static final Setting<HostPort> NODE_MEMBER = Setting.of(
            "node.member",
            ValueType.ADDRESS,
            "127.0.0.1:" + NodeConfig.DEFAULT_MEMBER_PORT,
            "Hazelcast between the nodes; not for clients.");

    public static final Setting<HostPort> NODE_MEMBER_ADVERTISE = Setting.optional(
            "node.member-advertise",
            ValueType.ADDRESS,
            "what --member says; if that is all interfaces, the host of --advertise",
            "The member port as the other nodes reach it.");

    public static final Setting<List<HostPort>> NODE_JOIN = Setting.optional(
            "node.join",
            ValueType.ADDRESSES,
            "a cluster of this node alone",
            "The member addresses of all nodes, separated by commas.");

    public static final Setting<String> NODE_JOIN_DNS = Setting.optional(
            "node.join-dns",
            ValueType.DNS_NAME,
            "none, the nodes are those of --join",
            "A DNS name whose addresses are those of all nodes, as that of a headless service is; looked up again whenever"
                    + " nodes are looked for. Instead of --join; all nodes have the same member port, and --cluster-size"
                    + " is needed.");

    public static final Setting<Integer> NODE_CLUSTER_SIZE = Setting.optional(
            "node.cluster-size",
            ValueType.number(1, Limits.MAX_VIEW_NODES),
            "as many as --join names, or 1",
            "How many nodes the cluster is meant to have; more than half of them must see each other.");

    public static final Setting<Integer> NODE_VOTERS = Setting.optional(
            "node.voters",
            ValueType.oneOf(1, 3, 5),
            "3, or 1 with fewer than 3 nodes",
            "How many voters a new cluster gets, chosen when it is first started; more than half of them must be up.");

    public static final Setting<String> NODE_CLUSTER_NAME =
            Setting.of("node.cluster-name", ValueType.TEXT, "netfs-cache", "Nodes of another name are not joined.");

    public static final Setting<ByteSize> NODE_CHUNK_SIZE = Setting.of(
            "node.chunk-size",
            ValueType.SIZE,
            new ByteSize(Limits.DEFAULT_CHUNK_BYTES).toString(),
            "Unit of placement, the same on all nodes; a multiple of 1M up to " + new ByteSize(Limits.MAX_CHUNK_BYTES)
                    + ".");

    public static final Setting<Integer> NODE_WEIGHT = Setting.of(
            "node.weight",
            ValueType.number(1, 1_000_000),
            "1",
            "Share of the data that this node keeps, relative to the weights of the others.");

    public static final Setting<Integer> NODE_BSTOP = Setting.of(
            "node.bstop",
            ValueType.PERCENT,
            Integer.toString(StoreLimits.DEFAULT_BSTOP_PERCENT),
            "Nothing more is stored while less than this percentage of the disk is free.");

    public static final Setting<ByteSize> NODE_MAX_SIZE = Setting.optional(
            "node.max-size",
            ValueType.SIZE,
            "no limit but --bstop",
            "Most that the cache takes of the disk; nothing more is stored when it is reached.");

    public static final Setting<List<CacheSetting>> NODE_CACHES = Setting.optional(
            "node.caches",
            ValueType.CACHES,
            "one, \"" + Limits.DEFAULT_CACHE + "\", in --data",
            "The node's caches, up to " + Limits.MAX_CACHES
                    + ", each in a directory of its own. Volumes that ask for none by"
                    + " name go to the first one in service. Size and bstop: those of the node, unless a cache has its own.");

    public static final Setting<Integer> NODE_OPEN_CHUNKS = Setting.of(
            "node.open-chunks",
            ValueType.number(1, 1_000_000),
            Integer.toString(StoreLimits.DEFAULT_OPEN_CHUNKS),
            "Chunk files kept open when nobody reads them; each takes a file descriptor.");

    public static final Setting<Integer> NODE_MAX_RECORDS = Setting.of(
            "node.max-records",
            ValueType.number(1, 1_000_000_000),
            Integer.toString(MetadataLimits.RECORDS),
            "Objects whose records the node should own, about 240 bytes of heap each, besides keys, on each of up to three"
                    + " nodes; above that those used longest ago are retired. Records of volumes are kept, used or not.");

    public static final Setting<Integer> LIMITS_CLIENTS = Setting.of(
                    "limits.client-connections",
                    ValueType.number(1, ConnectionLimits.MAX),
                    Integer.toString(NodeLimits.MAX_CLIENT_CONNECTIONS),
                    "Connections of clients to the data port; one more is refused.")
            .followed();

    public static final Setting<Integer> LIMITS_ADMIN = Setting.of(
                    "limits.admin-connections",
                    ValueType.number(1, ConnectionLimits.MAX),
                    Integer.toString(NodeLimits.MAX_ADMIN_CONNECTIONS),
                    "Connections to the admin port; for one more the oldest is closed.")
            .followed();

    public static final Setting<Integer> LIMITS_LARGE_FRAMES = Setting.of(
                    "limits.large-frames",
                    ValueType.number(1, ConnectionLimits.MAX),
                    Integer.toString(NodeLimits.LARGE_FRAMES),
                    "Frames above " + new ByteSize(NodeLimits.LARGE_FRAME_BYTES)
                            + " that may be on their way in, on all connections together; one more waits.")
            .followed();

    public static final Setting<List<HostPort>> CLIENT_SERVERS = Setting.optional(
            "client.servers",
            ValueType.ADDRESSES,
            "none: a cache of the user's own, embedded in the commands",
            "Data ports of some nodes, separated by commas; the others are learnt from them. Names are looked up at each"
                    + " connection.");

    public static final Setting<Path> CLIENT_CACHE_DIR = Setting.optional(
            "client.cache-dir",
            ValueType.FILE,
            "netfs-cache in $XDG_CACHE_HOME or in ~/.cache",
            "Where commands that are not told of any servers keep what they cache.");

    public static final Setting<ByteSize> CLIENT_CACHE_SIZE = Setting.optional(
            "client.cache-size",
            ValueType.SIZE,
            EmbeddedConfig.DEFAULT_BYTES / (1L << 30) + "G",
            "Most that commands which are not told of any servers keep.");

    public static final Setting<HttpProxy> ORIGIN_HTTP_PROXY = Setting.optional(
            "origin.http-proxy", ValueType.PROXY, "what http_proxy or all_proxy say", "Proxy for http: URLs.");

    public static final Setting<HttpProxy> ORIGIN_HTTPS_PROXY = Setting.optional(
            "origin.https-proxy", ValueType.PROXY, "what https_proxy or all_proxy say", "Proxy for https: URLs.");

    public static final Setting<List<String>> ORIGIN_NO_PROXY = Setting.optional(
            "origin.no-proxy",
            ValueType.WORDS,
            "what no_proxy says",
            "Hosts that are reached without a proxy: *, names with all below them, addresses, networks.");

    public static final Setting<Path> ORIGIN_CA_FILE = Setting.optional(
            "origin.ca-file",
            ValueType.FILE,
            "what the Java runtime trusts",
            "Certificates in PEM that https: servers are checked against.");

    public static final Setting<Duration> ORIGIN_CONNECT_TIMEOUT = Setting.optional(
            "origin.connect-timeout",
            ValueType.DURATION_TYPE,
            HttpOptions.DEFAULTS.connectTimeout().toSeconds() + "s",
            "Longest wait for a connection to an HTTP server, up to 10m.");

    public static final Setting<Duration> ORIGIN_RESPONSE_TIMEOUT = Setting.optional(
            "origin.response-timeout",
            ValueType.DURATION_TYPE,
            HttpOptions.DEFAULTS.responseTimeout().toSeconds() + "s",
            "Longest wait for an HTTP server's answer, and for the next bytes of it, up to 10m.");

    public static final Setting<LogLevel> LOG_LEVEL = Setting.of(
                    "log.level",
                    ValueType.choice(LogLevel.class),
                    "warn",
                    "What is logged to standard error; -v is info, -vv is debug.")
            .followed();

    public static final Setting<LogFormat> LOG_FORMAT = Setting.of(
            "log.format",
            ValueType.choice(LogFormat.class),
            "auto",
            "How a log line looks; auto is json when a node runs in a container and not on a terminal, else text.");

    /** In the order of the reference. */
    public static final List<Setting<?>> ALL = List.of(
            NODE_DATA,
            NODE_LISTEN,
            NODE_ADVERTISE,
            NODE_ADMIN,
            NODE_MEMBER,
            NODE_MEMBER_ADVERTISE,
            NODE_JOIN,
            NODE_JOIN_DNS,
            NODE_CLUSTER_SIZE,
            NODE_VOTERS,
            NODE_CLUSTER_NAME,
            NODE_CHUNK_SIZE,
            NODE_WEIGHT,
            NODE_BSTOP,
            NODE_MAX_SIZE,
            NODE_CACHES,
            NODE_OPEN_CHUNKS,
            NODE_MAX_RECORDS,
            LIMITS_CLIENTS,
            LIMITS_ADMIN,
            LIMITS_LARGE_FRAMES,
            CLIENT_SERVERS,
            CLIENT_CACHE_DIR,
            CLIENT_CACHE_SIZE,
            ORIGIN_HTTP_PROXY,
            ORIGIN_HTTPS_PROXY,
            ORIGIN_NO_PROXY,
            ORIGIN_CA_FILE,
            ORIGIN_CONNECT_TIMEOUT,
            ORIGIN_RESPONSE_TIMEOUT,
            LOG_LEVEL,
            LOG_FORMAT);

    private Settings() {}

    static Optional<Setting<?>> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    static Optional<Setting<?>> ofVariable(String variable) {
        return ALL.stream()
                .filter(setting -> setting.variable().equals(variable))
                .findFirst();
    }

    static boolean isSection(String name) {
        return ALL.stream().anyMatch(setting -> setting.key().startsWith(name + "."));
    }
}
