package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Rules;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs {@link CookieTransitions#use} at the record's owner and its backups, with the rules that are kept there. */
final class UseProcessor implements EntryProcessor<CookieId, CookieRecord, CookieResult>, HazelcastInstanceAware {
    private final UseRequest request;
    private transient volatile Rules rules = Rules.ALL;

    UseProcessor(UseRequest request) {
        this.request = request;
    }

    UseRequest request() {
        return request;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcast) {
        rules = RecordOwner.rulesOn(hazelcast);
    }

    @Override
    public CookieResult process(Map.Entry<CookieId, CookieRecord> entry) {
        return CookieTransitions.use(entry.getValue(), request, rules).store(entry);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UseProcessor same && request.equals(same.request);
    }

    @Override
    public int hashCode() {
        return request.hashCode();
    }

    @Override
    public String toString() {
        return "UseProcessor[" + request + "]";
    }
}
