package io.netfscache.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReasonTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "reasons.md");

    private static ByteBuf error(int code, int reason) {
        return Unpooled.buffer()
                .writeByte(code)
                .writeShort(reason)
                .writeShort(0)
                .writeShort(0);
    }

    @Test
    void ids_are_unique_and_never_moved() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::id))
                .as("a new reason goes to the end")
                .containsExactlyElementsOf(
                        IntStream.range(0, Reason.values().length).boxed().toList());
    }

    @Test
    void an_ENOBUFS_without_a_reason_cannot_be_made() {
        assertThatThrownBy(() -> new ErrorReply(ErrorCode.ENOBUFS, Reason.NONE, "why not?"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new ErrorReply(ErrorCode.EINVAL, Reason.NONE, "fine").reason())
                .isEqualTo(Reason.NONE);
    }

    @Test
    void an_ENOBUFS_without_a_reason_is_no_frame() {
        assertThatThrownBy(() -> FrameType.ERROR.decode(error(ErrorCode.ENOBUFS.id(), Reason.NONE.id())))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("reason");
    }

    @Test
    void a_reason_of_a_newer_peer_is_UNKNOWN() {
        ErrorReply reply = (ErrorReply) FrameType.ERROR.decode(error(ErrorCode.ENOBUFS.id(), 999));

        assertThat(reply.reason()).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void the_document_is_made_of_the_reasons() throws IOException {
        StringBuilder document = new StringBuilder("""
                # Why something is not cached

                Every ENOBUFS carries one of these reasons; the others come with other errors or are counted only. They are counted in
                `stats` (`notCached.<REASON>`), in the metrics (`netfs_cache_not_cached_total{reason="..."}`) and by each client, and
                `netfs-cache explain URL` names the latest of one object. Made of `Reason.java`; a test keeps both alike.

                | reason | in words | who says it | what to do |
                |---|---|---|---|
                """);
        for (Reason reason : Reason.values()) {
            String cells = String.join(" | ", reason.toString(), reason.text(), reason.saidBy(), reason.advice());
            document.append("| ").append(cells).append(" |\n");
        }

        assertThat(Files.readString(DOCUMENT))
                .as("%s, whose right contents are: %s", DOCUMENT, document)
                .isEqualTo(document.toString());
    }
}
