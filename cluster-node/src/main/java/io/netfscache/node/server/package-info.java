/**
 * The data port. {@link io.netfscache.node.server.NodeServer} builds the pipeline: frames are cut from the stream, the
 * first must be a Hello, then {@link io.netfscache.node.server.RequestHandler} hands each request to {@code DataRequests}
 * (bytes, from the backing store), {@code MetadataRequests} (records, fences, sessions) or answers it itself.
 *
 * <p>What the owner of records sees to by itself: {@link io.netfscache.node.server.LeftoverFences}, and, after all members
 * have said who uses an object ({@link io.netfscache.node.server.Holders}),
 * {@link io.netfscache.node.server.DisabledObjects}, {@link io.netfscache.node.server.IdleRecords} and
 * {@link io.netfscache.node.server.RetiredRecords}.
 */
@NullMarked
package io.netfscache.node.server;

import org.jspecify.annotations.NullMarked;
