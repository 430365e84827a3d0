package io.netfscache.node.metadata;

/** A record or a result that tells whether a fence has still to be carried to all nodes. */
interface MayOweFence {
    boolean owesFence();
}
