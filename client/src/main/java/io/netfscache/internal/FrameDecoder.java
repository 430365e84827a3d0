package io.netfscache.internal;

import io.netfscache.protocol.Data;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Takes the byte stream of a node apart. The payload of {@link Data} is never gathered: each slice of it is copied from
 * the socket's buffer straight to its {@link Destination}. Everything else is small and gathered up to its length.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
    /** Who gets the frames; called on the event loop. */
    interface Sink {
        /** The head of a DATA has come: where its payload goes; null to skip it. Asked again for each slice. */
        @org.jspecify.annotations.Nullable
        Destination destination(long requestId, Data data);

        /** The payload of a DATA is complete. */
        void received(long requestId, Data data);

        void received(long requestId, Frame frame);

        /** The peer broke the format: the stream is out of step. */
        void malformed(ProtocolException error);
    }

    private enum Step {
        HEADER,
        BODY,
        DATA_FIELDS,
        DATA_CHECKSUMS,
        PAYLOAD
    }

    private final Sink sink;
    private final ByteBuf gathered = Unpooled.buffer(Limits.HEADER_BYTES, Limits.MAX_FRAME_BYTES + 4);
    private Step step = Step.HEADER;
    private int needed = Limits.HEADER_BYTES;
    private FrameHeader header = new FrameHeader(FrameType.OK, 0, 0);
    private Data data = new Data(0, 1, io.netfscache.protocol.Checksums.of(0));
    private int payloadLeft;
    private boolean broken;

    FrameDecoder(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && !broken) {
                if (step == Step.PAYLOAD) {
                    payload(in);
                } else {
                    gather(in);
                }
            }
        } catch (ProtocolException e) {
            broken = true;
            sink.malformed(e);
        } finally {
            in.release();
        }
    }

    private void gather(ByteBuf in) {
        gathered.writeBytes(in, Math.min(needed - gathered.readableBytes(), in.readableBytes()));
        while (step != Step.PAYLOAD && gathered.readableBytes() == needed) {
            advance();
        }
    }

    private void advance() {
        switch (step) {
            case HEADER -> {
                header = FrameHeader.decode(gathered, Limits.MAX_FRAME_BYTES);
                if (header.type() == FrameType.DATA) {
                    if (header.bodyBytes() < Data.FIXED_BYTES) {
                        throw new ProtocolException("DATA has a body of " + header.bodyBytes() + " bytes");
                    }
                    next(Step.DATA_FIELDS, Data.FIXED_BYTES);
                } else {
                    next(Step.BODY, header.bodyBytes());
                }
            }
            case BODY -> {
                Frame frame = header.type().decode(gathered);
                if (gathered.isReadable()) {
                    throw new ProtocolException(header.type() + " with a payload is not for a client");
                }
                next(Step.HEADER, Limits.HEADER_BYTES);
                sink.received(header.requestId(), frame);
            }
            case DATA_FIELDS -> {
                int length = gathered.getInt(gathered.readerIndex() + Data.FIXED_BYTES - 4);
                if (length <= 0
                        || length > Limits.MAX_IO_BYTES
                        || header.bodyBytes() != Data.headBytes(length) + length) {
                    throw new ProtocolException(
                            "DATA of " + length + " bytes has a body of " + header.bodyBytes() + " bytes");
                }
                step = Step.DATA_CHECKSUMS;
                needed = Data.headBytes(length);
            }
            case DATA_CHECKSUMS -> {
                data = Data.decode(gathered);
                next(Step.PAYLOAD, 0);
                payloadLeft = data.length();
            }
            case PAYLOAD -> throw new IllegalStateException("payloads are not gathered");
        }
    }

    private void payload(ByteBuf in) {
        int bytes = Math.min(payloadLeft, in.readableBytes());
        Destination destination = sink.destination(header.requestId(), data);
        if (destination == null) {
            in.skipBytes(bytes);
        } else {
            destination.put(in, bytes);
        }
        payloadLeft -= bytes;
        if (payloadLeft == 0) {
            next(Step.HEADER, Limits.HEADER_BYTES);
            sink.received(header.requestId(), data);
        }
    }

    private void next(Step following, int bytes) {
        gathered.clear();
        step = following;
        needed = bytes;
    }
}
