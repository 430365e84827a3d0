package io.netfscache.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LargeFramesTest {
    @Test
    void room_can_be_made_larger_and_smaller_while_it_is_in_use() {
        LargeFrames frames = new LargeFrames(2);
        assertThat(frames.tryAcquire(2)).isTrue();

        frames.resize(3);
        assertThat(frames.tryAcquire()).isTrue();
        assertThat(frames.tryAcquire()).isFalse();

        frames.resize(1);
        frames.release(2);
        assertThat(frames.tryAcquire())
                .as("one is still there, and there is room for one")
                .isFalse();
        frames.release();
        assertThat(frames.tryAcquire()).isTrue();
    }
}
