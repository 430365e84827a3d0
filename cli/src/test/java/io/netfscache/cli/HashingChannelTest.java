package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HashingChannelTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void hashesWhatItPassesOn() throws IOException {
        ByteArrayOutputStream next = new ByteArrayOutputStream();

        try (HashingChannel channel = new HashingChannel(Channels.newChannel(next))) {
            channel.write(bytes("a"));
            channel.write(bytes("bc"));

            assertThat(channel.sha256()).isEqualTo(ABC);
        }
        assertThat(next).hasToString("abc");
    }

    @Test
    void beginsANewHashAfterEach() throws IOException {
        HashingChannel channel = HashingChannel.discarding();
        channel.write(bytes("something else"));
        channel.sha256();

        ByteBuffer abc = bytes("abc");
        assertThat(channel.write(abc)).isEqualTo(3);

        assertThat(abc.hasRemaining()).isFalse();
        assertThat(channel.sha256()).isEqualTo(ABC);
    }
}
