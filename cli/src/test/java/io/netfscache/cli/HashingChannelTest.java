package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HashingChannelTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder;

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void hashesWhatItPassesOn() throws IOException {
        Path next = folder.resolve("next");

        try (PartFile part = PartFile.create(next)) {
            HashingChannel channel = new HashingChannel(part);
            channel.write(bytes("something else"));
            channel.restart();
            channel.write(bytes("a"));
            channel.write(bytes("bc"));
            part.complete();

            assertThat(channel.sha256()).isEqualTo(ABC);
        }
        assertThat(next).hasContent("abc");
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
