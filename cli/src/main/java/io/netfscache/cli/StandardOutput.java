package io.netfscache.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Standard output, which remembers why it failed: a reader such as {@code head} that has gone is no error, a full disk is. */
final class StandardOutput extends PrintWriter {
    /** What a shell reports for a command whose reader has gone: 128 + SIGPIPE. */
    static final int BROKEN_PIPE = 141;

    private final Sink sink;

    private StandardOutput(Sink sink, Charset charset) {
        super(new OutputStreamWriter(sink, charset));
        this.sink = sink;
    }

    /** Opens it in the character set of the terminal. */
    static StandardOutput open() {
        String charset = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "UTF-8"));
        return over(new FileOutputStream(FileDescriptor.out).getChannel(), Charset.forName(charset));
    }

    static StandardOutput over(WritableByteChannel channel, Charset charset) {
        return new StandardOutput(new Sink(channel), charset);
    }

    /** Takes bytes as they are; whoever writes text too flushes that first. Closing it changes nothing. */
    WritableByteChannel channel() {
        return sink.asChannel();
    }

    /**
     * Writes everything out.
     *
     * @throws OutputException when it takes no more, now or before
     */
    static void check(PrintWriter out) throws OutputException {
        if (out.checkError()) {
            IOException failure = out instanceof StandardOutput known ? known.sink.failure : null;
            throw new OutputException(
                    failure == null ? "unknown error" : String.valueOf(failure.getMessage()), failure);
        }
    }

    /** Standard output takes no more. */
    static final class OutputException extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean brokenPipe;

        OutputException(String why, @Nullable Throwable cause) {
            super("cannot write to standard output: " + why, cause);
            this.brokenPipe = why.contains("Broken pipe");
        }

        /** Whether that is because nobody reads it any more. */
        boolean isBrokenPipe() {
            return brokenPipe;
        }
    }

    private static final class Sink extends OutputStream {
        private final WritableByteChannel channel;
        private @Nullable IOException failure;

        Sink(WritableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
            while (from.hasRemaining()) {
                write(from);
            }
        }

        private int write(ByteBuffer from) throws IOException {
            try {
                return channel.write(from);
            } catch (IOException e) {
                failure = e;
                throw new OutputException(String.valueOf(e.getMessage()), e);
            }
        }

        WritableByteChannel asChannel() {
            return new WritableByteChannel() {
                @Override
                public int write(ByteBuffer from) throws IOException {
                    return Sink.this.write(from);
                }

                @Override
                public boolean isOpen() {
                    return channel.isOpen();
                }

                @Override
                public void close() {}
            };
        }
    }
}
