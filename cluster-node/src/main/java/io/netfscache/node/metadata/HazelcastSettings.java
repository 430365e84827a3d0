package io.netfscache.node.metadata;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import io.netfscache.node.CacheConfig;
import io.netfscache.node.NodeConfig;
import io.netfscache.node.net.AddressText;
import io.netfscache.protocol.NodeId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.stream.Collectors;

/** Hazelcast as the guarantees need it (DESIGN 4). A test reads every setting back from a running member. */
public final class HazelcastSettings {
    static final String VOLUMES = "volumes";
    static final String COOKIES = "cookies";
    static final String CLUSTER = "cluster";

    static final String NODE_ID = "node.id";
    static final String DATA_HOST = "data.host";
    static final String DATA_PORT = "data.port";
    static final String WEIGHT = "weight";
    static final String CACHES = "caches";
    /** Between the names of caches, which have none in them. */
    static final String CACHE_SEPARATOR = "/";

    private static final String QUORUM = "quorum";

    private HazelcastSettings() {}

    /**
     * The configuration of the member that runs in a node.
     *
     * @param id the node's
     * @param advertised where clients and peers reach the node's data port; not resolved here
     */
    public static Config of(NodeConfig node, NodeId id, InetSocketAddress advertised) {
        Config config = new Config();
        config.setClusterName(node.clusterName());
        config.setAdvancedNetworkConfig(network(node));
        timings(config);
        safety(config);
        interfaces(config, node);
        threads(config);
        silence(config);
        serialization(config);
        config.addSplitBrainProtectionConfig(new SplitBrainProtectionConfig(QUORUM, true, node.quorum())
                .setProtectOn(SplitBrainProtectionOn.READ_WRITE));
        config.addMapConfig(map(VOLUMES, FreshGenerationMergePolicy.class));
        config.addMapConfig(map(COOKIES, FreshGenerationMergePolicy.class));
        // The larger half keeps its secret.
        config.addMapConfig(map(CLUSTER, DiscardMergePolicy.class));
        config.getMemberAttributeConfig()
                .setAttribute(NODE_ID, id.toString())
                .setAttribute(DATA_HOST, AddressText.host(advertised))
                .setAttribute(DATA_PORT, Integer.toString(advertised.getPort()))
                .setAttribute(WEIGHT, Integer.toString(node.weight()))
                .setAttribute(
                        CACHES,
                        node.caches().stream().map(CacheConfig::name).collect(Collectors.joining(CACHE_SEPARATOR)));
        return config;
    }

    /**
     * "Advanced" networking, for one member socket that speaks nothing else: the socket of {@link
     * com.hazelcast.config.NetworkConfig}, which speaks every protocol, has its output thread spin while a peer that accepted
     * a connection has not answered yet, and the thread serves no other connection meanwhile (Hazelcast 5.7.0:
     * UnifiedProtocolEncoder says it is done with a frame still queued). A stopped process is such a peer, because its kernel
     * goes on accepting: each attempt to reach it cut healthy members off from each other.
     */
    private static AdvancedNetworkConfig network(NodeConfig node) {
        int port = node.member().getPort();
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
        endpoint.setPort(port).setPortAutoIncrement(false).setReuseAddress(true);
        InetAddress address = node.member().getAddress();
        if (address == null) {
            throw new IllegalArgumentException("member: no address is known for "
                    + node.member().getHostString() + "; give an IP address or a name that resolves");
        }
        InetSocketAddress advertised = node.advertisedMember();
        if (!node.bindsMemberToAll()) {
            String host = AddressText.host(node.member());
            endpoint.setPublicAddress(port == 0 ? host : AddressText.of(host, port));
            endpoint.getInterfaces().setEnabled(true).addInterface(host);
        }
        if (advertised != null) {
            endpoint.setPublicAddress(AddressText.of(advertised));
        }
        AdvancedNetworkConfig network =
                new AdvancedNetworkConfig().setEnabled(true).setMemberEndpointConfig(endpoint);
        discovery(network.getJoin(), node);
        return network;
    }

    /** By addresses, or by hazelcast-kubernetes in its DNS mode, which asks a name server and nothing of Kubernetes. */
    private static void discovery(JoinConfig join, NodeConfig node) {
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        String name = node.joinDns();
        join.getTcpIpConfig().setEnabled(name == null).setMembers(node.join());
        if (name != null) {
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", name)
                    .setProperty("service-dns-timeout", Long.toString(MetadataLimits.DNS_LOOKUP.toSeconds()))
                    .setProperty("service-port", Integer.toString(node.member().getPort()));
        }
    }

    /** When a member counts as lost, and how long joining, merging and stopping take. */
    private static void timings(Config config) {
        seconds(config, "hazelcast.heartbeat.interval.seconds", MetadataLimits.MEMBER_HEARTBEAT);
        seconds(config, "hazelcast.max.no.heartbeat.seconds", MetadataLimits.MEMBER_LOSS);
        seconds(config, "hazelcast.merge.first.run.delay.seconds", MetadataLimits.MERGE_INTERVAL);
        seconds(config, "hazelcast.merge.next.run.delay.seconds", MetadataLimits.MERGE_INTERVAL);
        seconds(config, "hazelcast.graceful.shutdown.max.wait", MetadataLimits.SHUTDOWN);
        config.setProperty("hazelcast.partial.member.disconnection.resolution.heartbeat.count", "5");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.max.wait.seconds.before.join", "5");
        config.setProperty("hazelcast.tcp.join.port.try.count", "1");
    }

    /** By default Hazelcast reports success 5 s after a backup that never acknowledged. */
    private static void safety(Config config) {
        config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
        // The node stops its member itself, after its server.
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
    }

    /** Exactly the interface that the node is given, or all of them. */
    private static void interfaces(Config config, NodeConfig node) {
        boolean six = node.member().getAddress() instanceof Inet6Address;
        config.setProperty("hazelcast.socket.bind.any", Boolean.toString(node.bindsMemberToAll()));
        config.setProperty("hazelcast.prefer.ipv4.stack", Boolean.toString(!six));
    }

    /** A node has one or two processors in most pods; the operations are short and never block. */
    private static void threads(Config config) {
        config.setProperty("hazelcast.operation.thread.count", "2");
        config.setProperty("hazelcast.operation.generic.thread.count", "2");
        config.setProperty("hazelcast.operation.priority.generic.thread.count", "1");
        config.setProperty("hazelcast.event.thread.count", "1");
        config.setProperty("hazelcast.clientengine.thread.count", "1");
        config.setProperty("hazelcast.clientengine.query.thread.count", "1");
        config.setProperty("hazelcast.clientengine.blocking.thread.count", "1");
    }

    private static void silence(Config config) {
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.health.monitoring.level", "OFF");
        config.getMetricsConfig().setEnabled(false);
        config.getRestConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getIntegrityCheckerConfig().setEnabled(false);
    }

    /** Java serialization carries Hazelcast's exceptions and nothing of ours. A narrower list hangs callers on the first of them. */
    private static void serialization(Config config) {
        ClassFilter allowed = new ClassFilter().addPrefixes("com.hazelcast.", "java.", "[");
        config.getSerializationConfig()
                .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig()
                        .setDefaultsDisabled(true)
                        .setWhitelist(allowed));
        SerializedTypes.addTo(config.getSerializationConfig());
    }

    private static MapConfig map(String name, Class<?> mergePolicy) {
        return new MapConfig(name)
                .setInMemoryFormat(InMemoryFormat.OBJECT)
                .setBackupCount(MetadataLimits.SYNC_BACKUPS)
                .setAsyncBackupCount(0)
                .setReadBackupData(false)
                .setStatisticsEnabled(true)
                .setPerEntryStatsEnabled(false)
                .setSplitBrainProtectionName(QUORUM)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(mergePolicy.getName()));
    }

    private static void seconds(Config config, String name, Duration value) {
        config.setProperty(name, Long.toString(value.toSeconds()));
    }
}
