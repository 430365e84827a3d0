package io.netfscache.node.coherence;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;

/** What a node needs of a volume's record. */
public record KnownVolume(String key, Generation generation, Bytes coherency) {}
