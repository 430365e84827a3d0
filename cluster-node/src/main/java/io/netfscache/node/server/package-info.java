/**
 * The data port. {@link io.netfscache.node.server.NodeServer} builds the pipeline: frames are cut from the stream, the
 * first must be a Hello, then {@link io.netfscache.node.server.RequestHandler} hands each request to {@code DataRequests}
 * (bytes, from the backing store), {@code MetadataRequests} (records, fences, sessions) or answers it itself.
 */
@NullMarked
package io.netfscache.node.server;

import org.jspecify.annotations.NullMarked;
