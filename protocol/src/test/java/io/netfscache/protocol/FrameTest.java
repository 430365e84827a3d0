package io.netfscache.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class FrameTest {
    static List<Frame> frames() {
        return FrameSamples.all();
    }

    private static ByteBuf body(Frame frame) {
        ByteBuf out = Unpooled.buffer();
        frame.encode(out);
        return out.writeZero(FrameSamples.payloadBytes(frame));
    }

    @Test
    void there_is_a_sample_of_every_type() {
        assertThat(frames().stream().map(Frame::type).toList())
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(FrameType.values()));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void a_decoded_frame_equals_the_encoded_one(Frame frame) {
        ByteBuf in = body(frame);

        Frame decoded = frame.type().decode(in);

        assertThat(decoded).isEqualTo(frame);
        assertThat(in.readableBytes()).isEqualTo(FrameSamples.payloadBytes(frame));
    }

    /** What is on the wire stays as it is: a changed line here is a new protocol version. */
    @Test
    void the_bytes_of_every_frame_are_the_golden_ones() throws IOException {
        Map<String, String> encoded = new TreeMap<>();
        for (Frame frame : frames()) {
            ByteBuf out = Unpooled.buffer();
            FrameHeader.encodeFrame(out, 0x0f, frame, FrameSamples.payloadBytes(frame));
            encoded.put(frame.type().toString(), ByteBufUtil.hexDump(out));
        }

        assertThat(encoded).isEqualTo(golden());
    }

    private static Map<String, String> golden() throws IOException {
        try (InputStream in = FrameTest.class.getResourceAsStream("golden-frames.txt")) {
            assertThat(in).as("golden-frames.txt").isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1], (a, b) -> a, TreeMap::new));
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void a_frame_cut_short_anywhere_is_refused(Frame frame) {
        ByteBuf whole = Unpooled.buffer();
        frame.encode(whole);

        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf cut = whole.slice(0, length);
            assertThatThrownBy(() -> frame.type().decode(cut)).isInstanceOf(ProtocolException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void a_frame_with_bytes_too_many_is_refused(Frame frame) {
        if (frame.type() == FrameType.DATA) {
            return; // its payload may come in pieces, so the decoder of the stream counts them
        }
        ByteBuf longer = body(frame).writeByte(0);

        assertThatThrownBy(() -> frame.type().decode(longer)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void a_damaged_frame_is_decoded_or_refused_but_nothing_else(Frame frame) {
        long seed = Long.getLong("seed", 42);
        Random random = new Random(seed);
        byte[] good = ByteBufUtil.getBytes(body(frame));
        for (int round = 0; round < 2000 && good.length > 0; round++) {
            byte[] bad = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                frame.type().decode(Unpooled.wrappedBuffer(bad));
            } catch (ProtocolException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + seed + ": " + frame.type() + " " + ByteBufUtil.hexDump(bad), other);
            }
        }
    }
}
