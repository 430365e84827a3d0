package io.netfscache.node.cache;

import io.netfscache.node.NodeException;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.ObjectIdentity;
import java.util.List;

/** The backing stores of a node that are in service. Any thread; never blocks. */
public interface Stores {
    /**
     * Where the object's chunks are, if they are on this node.
     *
     * @throws NodeException ENOBUFS with CACHE_WITHDRAWN or NO_SUCH_CACHE
     */
    BackingStore storeOf(ObjectIdentity object);

    /** All of them: each may have chunks of an object, of times when others were out of service. */
    List<BackingStore> online();

    /**
     * Whether {@link #online} are all there are.
     *
     * @throws NodeException ENOBUFS with CACHE_WITHDRAWN and the cache, otherwise
     */
    default void requireAll() {}

    /** Name of the cache that has the objects of volumes without one of their own; empty: it has none. */
    default String usual() {
        return "";
    }

    /** One that is always in service and that every object is in. */
    static Stores of(BackingStore store) {
        return new Stores() {
            @Override
            public BackingStore storeOf(ObjectIdentity object) {
                return store;
            }

            @Override
            public List<BackingStore> online() {
                return List.of(store);
            }
        };
    }
}
