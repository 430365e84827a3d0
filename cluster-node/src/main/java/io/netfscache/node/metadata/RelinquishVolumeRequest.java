package io.netfscache.node.metadata;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;

/**
 * Store a volume's coherency data and, with {@code invalidate}, drop all it has.
 *
 * @param coherency as long as the data that it replaces
 * @param base what it has to replace for the contents to be kept; else they go
 * @param candidate the generation to take
 */
public record RelinquishVolumeRequest(
        OperationId operation,
        String volumeKey,
        Bytes coherency,
        Bytes base,
        boolean invalidate,
        Generation candidate) {}
