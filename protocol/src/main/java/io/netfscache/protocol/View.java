package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes that take part in placement, pushed by each node to its clients when it changes.
 *
 * @param version counts the views that this node has sent; a higher one replaces a lower one of the same node
 * @param nodes those that hold a serving lease, in no particular order
 */
public record View(long version, List<Member> nodes) implements Frame {
    public View {
        nodes = List.copyOf(nodes);
    }

    /**
     * A node of a view.
     *
     * @param host name or address under which clients reach it
     * @param port its data port
     * @param weight share of the chunks that it gets, relative to the others; at least 1
     * @param caches names of the caches that it has, whether in service or not, the first one first
     */
    public record Member(NodeId id, String host, int port, int weight, List<String> caches) {
        public Member {
            caches = List.copyOf(caches);
            if (weight < 1) {
                throw new ProtocolException("weight of node " + id + " is " + weight + "; at least 1");
            }
        }

        /** A node with the one cache that each has unless it is told otherwise. */
        public Member(NodeId id, String host, int port, int weight) {
            this(id, host, port, weight, List.of(Limits.DEFAULT_CACHE));
        }
    }

    @Override
    public FrameType type() {
        return FrameType.VIEW;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(version);
        Wire.writeCount(out, nodes.size(), Limits.MAX_VIEW_NODES, "nodes");
        for (Member node : nodes) {
            Wire.writeNodeId(out, node.id);
            Wire.writeString(out, node.host, Limits.MAX_NAME_BYTES, "host");
            out.writeShort(node.port);
            out.writeInt(node.weight);
            Wire.writeCount(out, node.caches.size(), Limits.MAX_CACHES, "caches");
            node.caches.forEach(cache -> Wire.writeString(out, cache, Limits.MAX_NAME_BYTES, "cache name"));
        }
    }

    static View decode(ByteBuf in) {
        long version = Wire.readLong(in, "version");
        int count = Wire.readCount(in, Limits.MAX_VIEW_NODES, "nodes");
        List<Member> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(new Member(
                    Wire.readNodeId(in),
                    Wire.readString(in, Limits.MAX_NAME_BYTES, "host"),
                    Wire.readShort(in, "port"),
                    Wire.readInt(in, "weight"),
                    readCaches(in)));
        }
        return new View(version, nodes);
    }

    private static List<String> readCaches(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_CACHES, "caches");
        List<String> caches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            caches.add(Wire.readString(in, Limits.MAX_NAME_BYTES, "cache name"));
        }
        return caches;
    }
}
