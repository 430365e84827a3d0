package io.netfscache.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameHeaderTest {
    private static ByteBuf header(long length, int type, int flags) {
        return Unpooled.buffer()
                .writeInt((int) length)
                .writeByte(type)
                .writeByte(flags)
                .writeShort(0)
                .writeLong(77);
    }

    @Test
    void a_header_says_what_follows() {
        ByteBuf out = Unpooled.buffer();
        FrameHeader.encodeFrame(out, 77, new Heartbeat(1));

        FrameHeader header = FrameHeader.decode(out, Limits.MAX_FRAME_BYTES);

        assertThat(header).isEqualTo(new FrameHeader(FrameType.HEARTBEAT, 77, 8));
        assertThat(out.readableBytes()).isEqualTo(8);
    }

    @Test
    void a_length_of_2_GiB_is_refused_by_its_number() {
        assertThatThrownBy(() -> FrameHeader.decode(header(1L << 31, 1, 0), Limits.MAX_FRAME_BYTES))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("2147483648");
    }

    @Test
    void a_length_shorter_than_the_header_is_refused() {
        assertThatThrownBy(() -> FrameHeader.decode(header(11, 1, 0), Limits.MAX_FRAME_BYTES))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("11");
    }

    @Test
    void an_unknown_type_is_refused_by_its_number() {
        assertThatThrownBy(() -> FrameHeader.decode(header(12, 0xee, 0), Limits.MAX_FRAME_BYTES))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("0xee");
    }

    @Test
    void flags_that_version_1_does_not_have_are_refused() {
        assertThatThrownBy(() -> FrameHeader.decode(header(12, 1, 1), Limits.MAX_FRAME_BYTES))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("flags");
    }
}
