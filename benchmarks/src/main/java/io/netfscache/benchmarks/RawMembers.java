package io.netfscache.benchmarks;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.netfscache.node.NodeConfig;
import io.netfscache.node.metadata.HazelcastSettings;
import io.netfscache.protocol.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hazelcast members with exactly the settings of nodes, and a map with those of the records, but nothing of ours. */
final class RawMembers implements AutoCloseable {
    private static final String MAP = "raw";
    /** About what a record takes. */
    private static final int VALUE_BYTES = 300;

    private final List<HazelcastInstance> members = new ArrayList<>();
    private final IMap<Integer, byte[]> map;

    /** Sets the value that is there: nothing to compute, but a change that all replicas take. */
    private static final class Touch implements EntryProcessor<Integer, byte[], Void> {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("NullAway")
        public Void process(Map.Entry<Integer, byte[]> entry) {
            entry.setValue(entry.getValue());
            return null;
        }
    }

    private RawMembers(List<NodeConfig> nodes) {
        for (NodeConfig node : nodes) {
            members.add(Hazelcast.newHazelcastInstance(config(node)));
        }
        map = members.get(0).getMap(MAP);
    }

    /** Blocks until they have joined. */
    static RawMembers start(int count, int keys, Path data) throws IOException {
        RawMembers members = new RawMembers(LocalNodes.configs(count, data, MAP));
        for (int key = 0; key < keys; key++) {
            members.map.set(key, new byte[VALUE_BYTES]);
        }
        return members;
    }

    private static Config config(NodeConfig node) {
        int port = node.member().getPort();
        Config config = HazelcastSettings.of(node, new NodeId(port, port), node.member());
        config.getSerializationConfig()
                .getJavaSerializationFilterConfig()
                .getWhitelist()
                .addPrefixes(RawMembers.class.getPackageName());
        return config.addMapConfig(new MapConfig(config.getMapConfig("cookies")).setName(MAP));
    }

    /** One change, acknowledged by the owner of the key and both its backups. */
    void change(int key) {
        map.executeOnKey(key, new Touch());
    }

    @Override
    public void close() {
        members.forEach(HazelcastInstance::shutdown);
    }
}
