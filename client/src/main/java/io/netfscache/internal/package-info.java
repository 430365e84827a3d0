/**
 * The client of a cluster, behind the API of {@code io.netfscache}.
 *
 * <p>A read goes down like this: the {@link io.netfscache.internal.CookieMachine} of a {@link
 * io.netfscache.internal.ClusterCookie} has looked the object up ({@link io.netfscache.internal.CookieLookUp}) through the
 * {@link io.netfscache.internal.Session} and stamps a {@link io.netfscache.internal.ClusterOperation}; a {@link
 * io.netfscache.internal.Transfer} splits it into pieces; {@link io.netfscache.internal.Nodes} finds the {@link
 * io.netfscache.internal.Connection} to the holder of each; its {@link io.netfscache.internal.Requests} send the frame
 * within the node's credits; the {@link io.netfscache.internal.FrameDecoder} copies the answer from the socket straight
 * into the {@link io.netfscache.internal.Destination}, which checks it. A modifier's write goes to the session node before
 * that, as do invalidations and updates ({@link io.netfscache.internal.CookieChanges}, then {@link
 * io.netfscache.internal.Changes}, which asks until the outcome is known). Folios come to the cache by way of a {@link
 * io.netfscache.internal.FolioWrite}, which begins the operation itself. Fences come the other way: session, cookie,
 * then the acknowledgement. What session and cookie believe, and for how long, is decided by the state machines of {@code
 * internal.coherence}. Why objects were not cached goes to the session node by way of {@link
 * io.netfscache.internal.ReasonReports}. Operators come through {@link io.netfscache.internal.AdminConnection}, which asks
 * all nodes ({@link io.netfscache.internal.RecordLists}, {@link io.netfscache.internal.Explainer}).
 */
@NullMarked
package io.netfscache.internal;

import org.jspecify.annotations.NullMarked;
