package io.netfscache.node.metadata;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;

/**
 * Look a volume up or make its record; other coherency data invalidates it.
 *
 * @param cacheName for a new record; an existing one keeps its own, and asking for another than that is refused
 * @param candidate the generation to take when one is needed
 */
public record AcquireVolumeRequest(
        OperationId operation, String volumeKey, String cacheName, Bytes coherency, Generation candidate) {}
