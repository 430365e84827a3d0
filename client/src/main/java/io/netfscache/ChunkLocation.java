package io.netfscache;

import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;

/**
 * What one node has of one chunk.
 *
 * @param chunk index of the chunk, from 0
 * @param node who holds it
 * @param address host:port of its data port
 * @param presentBlocks blocks of {@link io.netfscache.protocol.Limits#BLOCK_BYTES} that are present
 * @param chunkBlocks blocks that the object has in this chunk
 * @param presentBytes bytes of the object in the present blocks
 * @param generation the object's current one
 */
public record ChunkLocation(
        int chunk,
        NodeId node,
        String address,
        int presentBlocks,
        int chunkBlocks,
        long presentBytes,
        ObjectGeneration generation) {}
