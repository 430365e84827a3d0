package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperties;
import com.hazelcast.spi.properties.HazelcastProperty;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import io.netfscache.node.NodeConfig;
import io.netfscache.protocol.NodeId;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the settings back from a running member: a property of a wrong name is ignored without a word. */
@Timeout(60)
class HazelcastSettingsTest {
    private static HazelcastInstance member;

    @BeforeAll
    static void start() {
        member = TestNodes.start(1, List.of(), 5);
    }

    @AfterAll
    static void stop() {
        member.getLifecycleService().terminate();
    }

    @Test
    void the_running_member_has_the_properties_that_the_guarantees_need() {
        assertThat(effective(ClusterProperty.FAIL_ON_INDETERMINATE_OPERATION_STATE))
                .isEqualTo("true");
        assertThat(effective(ClusterProperty.HEARTBEAT_INTERVAL_SECONDS)).isEqualTo("1");
        assertThat(effective(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS)).isEqualTo("10");
        assertThat(effective(ClusterProperty.PARTIAL_MEMBER_DISCONNECTION_RESOLUTION_HEARTBEAT_COUNT))
                .isEqualTo("5");
        assertThat(effective(ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS)).isEqualTo("10");
        assertThat(effective(ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS)).isEqualTo("10");
        assertThat(effective(ClusterProperty.PHONE_HOME_ENABLED)).isEqualTo("false");
        assertThat(effective(ClusterProperty.LOGGING_TYPE)).isEqualTo("slf4j");
        assertThat(effective(ClusterProperty.WAIT_SECONDS_BEFORE_JOIN)).isEqualTo("0");
        assertThat(effective(ClusterProperty.MAX_WAIT_SECONDS_BEFORE_JOIN)).isEqualTo("5");
        assertThat(effective(ClusterProperty.PARTITION_OPERATION_THREAD_COUNT)).isEqualTo("2");
        assertThat(effective(ClusterProperty.SOCKET_BIND_ANY)).isEqualTo("false");
        assertThat(effective(ClusterProperty.SHUTDOWNHOOK_ENABLED)).isEqualTo("false");
    }

    @Test
    void the_property_against_unacknowledged_success_has_exactly_this_name() {
        assertThat(ClusterProperty.FAIL_ON_INDETERMINATE_OPERATION_STATE.getName())
                .isEqualTo("hazelcast.operation.fail.on.indeterminate.state");
    }

    @Test
    void every_property_is_one_that_hazelcast_knows() {
        List<String> known = Stream.of(ClusterProperty.class.getFields())
                .filter(field -> field.getType() == HazelcastProperty.class)
                .map(HazelcastSettingsTest::name)
                .toList();
        Properties set = TestNodes.settings(1, List.of(), 5).getProperties();
        assertThat(known).containsAll(set.stringPropertyNames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"volumes", "cookies", "cluster"})
    void every_map_has_two_backups_and_needs_a_quorum(String name) {
        MapConfig map = member.getConfig().findMapConfig(name);
        assertThat(map.getBackupCount()).isEqualTo(2);
        assertThat(map.getAsyncBackupCount()).isZero();
        assertThat(map.getInMemoryFormat()).isEqualTo(InMemoryFormat.OBJECT);
        assertThat(map.isReadBackupData()).isFalse();
        SplitBrainProtectionConfig protection =
                member.getConfig().findSplitBrainProtectionConfig(map.getSplitBrainProtectionName());
        assertThat(protection.isEnabled()).isTrue();
        assertThat(protection.getMinimumClusterSize()).isEqualTo(3);
        assertThat(protection.getProtectOn()).isEqualTo(SplitBrainProtectionOn.READ_WRITE);
    }

    @Test
    void halves_are_merged_by_a_policy_of_our_own() {
        Config config = member.getConfig();
        assertThat(policy(config, "volumes")).isEqualTo(FreshGenerationMergePolicy.class.getName());
        assertThat(policy(config, "cookies")).isEqualTo(FreshGenerationMergePolicy.class.getName());
        assertThat(policy(config, "cluster")).isEqualTo(DiscardMergePolicy.class.getName());
    }

    @Test
    void members_find_each_other_by_address_only() {
        JoinConfig join = member.getConfig().getAdvancedNetworkConfig().getJoin();
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
        assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
    }

    @Test
    void members_find_each_other_by_a_dns_name_only_when_they_are_given_one() {
        NodeConfig node = TestNodes.node(List.of(), 3, 7442).withJoinDns("nodes.invalid");

        JoinConfig join = HazelcastSettings.of(node, new NodeId(0, 1), node.listen())
                .getAdvancedNetworkConfig()
                .getJoin();

        assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
        assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
        assertThat(join.getKubernetesConfig().getProperties())
                .containsOnly(
                        entry("service-dns", "nodes.invalid"),
                        entry("service-dns-timeout", "5"),
                        entry("service-port", "7442"));
    }

    @Test
    void members_speak_on_a_socket_that_knows_only_their_protocol() {
        AdvancedNetworkConfig network = member.getConfig().getAdvancedNetworkConfig();
        assertThat(network.isEnabled()).isTrue();
        assertThat(network.getEndpointConfigs()).containsOnlyKeys(EndpointQualifier.MEMBER);
        ServerSocketEndpointConfig endpoint =
                (ServerSocketEndpointConfig) network.getEndpointConfigs().get(EndpointQualifier.MEMBER);
        assertThat(endpoint.isPortAutoIncrement()).isFalse();
        assertThat(endpoint.isReuseAddress()).isTrue();
    }

    @Test
    void nothing_else_listens_or_phones_home() {
        Config config = member.getConfig();
        assertThat(config.getRestConfig().isEnabled()).isFalse();
        assertThat(config.getJetConfig().isEnabled()).isFalse();
        assertThat(config.getMetricsConfig().isEnabled()).isFalse();
    }

    @Test
    void java_serialization_is_for_hazelcast_and_the_jdk() {
        var filter = member.getConfig().getSerializationConfig().getJavaSerializationFilterConfig();
        assertThat(filter.isDefaultsDisabled()).isTrue();
        assertThat(filter.getWhitelist().getPrefixes()).containsExactlyInAnyOrder("com.hazelcast.", "java.", "[");
        assertThat(filter.getWhitelist().getClasses()).isEmpty();
        assertThat(filter.getWhitelist().getPackages()).isEmpty();
        assertThat(member.getConfig().getSerializationConfig().getGlobalSerializerConfig())
                .isNull();
    }

    @Test
    void a_member_tells_where_its_node_is() {
        Member self = member.getCluster().getLocalMember();
        assertThat(self.getAttribute("node.id")).isEqualTo("00000000000000000000000000000001");
        assertThat(self.getAttribute("data.host")).isEqualTo("node-1");
        assertThat(self.getAttribute("data.port")).isEqualTo("7001");
        assertThat(self.getAttribute("weight")).isEqualTo("3");
        assertThat(self.getAttribute("caches")).isEqualTo("default");
    }

    private static String policy(Config config, String map) {
        return config.findMapConfig(map).getMergePolicyConfig().getPolicy();
    }

    private static String effective(HazelcastProperty property) {
        HazelcastProperties properties =
                ((HazelcastInstanceProxy) member).getOriginal().node.getProperties();
        return properties.getString(property);
    }

    private static String name(Field field) {
        try {
            return ((HazelcastProperty) field.get(null)).getName();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
