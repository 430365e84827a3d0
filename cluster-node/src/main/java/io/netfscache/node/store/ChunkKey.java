package io.netfscache.node.store;

import io.netfscache.protocol.CookieId;

/** Names a chunk in memory. */
record ChunkKey(CookieId cookie, int chunk) {}
