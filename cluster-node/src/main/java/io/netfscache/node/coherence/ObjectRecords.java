package io.netfscache.node.coherence;

import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.protocol.CookieId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The records, as far as verification needs them. */
public interface ObjectRecords {
    /** The object as its record has it now, asked from the record's owner and not from a cache; empty when there is none. */
    CompletionStage<Optional<ObjectIdentity>> current(CookieId cookie);
}
