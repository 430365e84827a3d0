package io.netfscache.node.metadata;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;

/** The map of session records: kept, protected and merged like the cookies'. */
public final class SessionMap {
    static final String NAME = "sessions";

    private SessionMap() {}

    /** @param config has the maps of {@link HazelcastSettings} already */
    public static Config addTo(Config config) {
        return config.addMapConfig(new MapConfig(config.getMapConfig(HazelcastSettings.COOKIES)).setName(NAME));
    }
}
