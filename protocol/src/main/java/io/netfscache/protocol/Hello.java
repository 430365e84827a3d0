package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * First frame of whoever opens the connection.
 *
 * @param minVersion oldest protocol version that the opener speaks
 * @param maxVersion newest one
 * @param role what the opener is
 * @param session the client's session; of a node, its node id's bits
 * @param sessionNode whether this node shall be the client's session node (COHERENCE 5.1)
 * @param principal who is asking; empty for nobody in particular
 * @param credentials what proves it; from a node, the secret that members share
 * @param software name and version of the program, for logs
 */
public record Hello(
        int minVersion,
        int maxVersion,
        Role role,
        SessionId session,
        boolean sessionNode,
        String principal,
        Bytes credentials,
        String software)
        implements Frame {
    /** The version that this code speaks. */
    public static final int VERSION = 2;

    /** What the opener of a connection is. The id is the wire's. */
    public enum Role {
        CLIENT(1),
        NODE(2);

        private final int id;

        Role(int id) {
            this.id = id;
        }

        public int id() {
            return id;
        }

        static Role of(int id) {
            return switch (id) {
                case 1 -> CLIENT;
                case 2 -> NODE;
                default -> throw new ProtocolException("unknown role " + id);
            };
        }
    }

    @Override
    public FrameType type() {
        return FrameType.HELLO;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeShort(minVersion);
        out.writeShort(maxVersion);
        out.writeByte(role.id());
        Wire.writeSessionId(out, session);
        out.writeByte(sessionNode ? 1 : 0);
        Wire.writeString(out, principal, Limits.MAX_NAME_BYTES, "principal");
        credentials.encode(out, Limits.MAX_CREDENTIALS_BYTES, "credentials");
        Wire.writeString(out, software, Limits.MAX_NAME_BYTES, "software");
    }

    static Hello decode(ByteBuf in) {
        return new Hello(
                Wire.readShort(in, "min version"),
                Wire.readShort(in, "max version"),
                Role.of(Wire.readByte(in, "role")),
                Wire.readSessionId(in),
                Wire.readBoolean(in, "session node"),
                Wire.readString(in, Limits.MAX_NAME_BYTES, "principal"),
                Bytes.decode(in, Limits.MAX_CREDENTIALS_BYTES, "credentials"),
                Wire.readString(in, Limits.MAX_NAME_BYTES, "software"));
    }
}
