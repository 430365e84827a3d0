package io.netfscache.node.metadata;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;

/**
 * Store a volume's coherency data and, with {@code invalidate}, drop all it has.
 *
 * @param coherency as long as the data that it replaces
 * @param candidate the generation to take
 */
public record RelinquishVolumeRequest(
        OperationId operation, String volumeKey, Bytes coherency, boolean invalidate, Generation candidate) {}
