/**
 * The wire format between clients and nodes and between nodes, and nothing else.
 *
 * <p>A connection is TCP. Each side first sends one frame: the opener a {@link io.netfscache.protocol.Hello}, the other
 * a {@link io.netfscache.protocol.Welcome} or an {@link io.netfscache.protocol.ErrorReply}. From then on frames of many
 * requests are multiplexed; a reply carries the request id of its request and replies come in any order. All integers
 * are big-endian.
 *
 * <pre>
 *  0               4       5       6       8                               16
 *  +---------------+-------+-------+-------+-------------------------------+----------------
 *  | length        | type  | flags | zero  | request id                    | body ...
 *  +---------------+-------+-------+-------+-------------------------------+----------------
 *  length      u32  bytes after this field: 12 + body; at most {@link io.netfscache.protocol.Limits#MAX_FRAME_BYTES}
 *  type        u8   {@link io.netfscache.protocol.FrameType}
 *  flags       u8   0 in version 1
 *  request id  u64  chosen by the asker, unique among its outstanding requests; 0 = a push that wants no reply
 * </pre>
 *
 * <p>Each frame is a record with its own stateless codec ({@code encode}, {@code decode}). {@link
 * io.netfscache.protocol.Data} and {@link io.netfscache.protocol.Write} end in the bytes of whole blocks, which come
 * last so that a node can hand them to {@code sendfile} and a client can copy them straight to where they belong. Every
 * frame that names an object carries its {@link io.netfscache.protocol.ObjectGeneration}. {@link
 * io.netfscache.protocol.Placement} is here because a client and a node that disagree on it would lose every hit.
 */
@NullMarked
package io.netfscache.protocol;

import org.jspecify.annotations.NullMarked;
