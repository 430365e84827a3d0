package io.netfscache.nio;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of names in a URI (RFC 3986 2.1), as UTF-8. */
final class NioPercent {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "-._~";
    private static final String ALSO_IN_NAMES = "!$&'()*+,;=:@";

    private NioPercent() {}

    /** A name as a netfs: URI has it: what may stand for itself does. */
    static String name(String text) {
        return encoded(text, UNRESERVED + ALSO_IN_NAMES);
    }

    /** A name for a URL of the origin: all that could mean something there is encoded. */
    static String strict(String text) {
        return encoded(text, UNRESERVED);
    }

    private static String encoded(String text, String plain) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean itself = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
            if (itself || (b > 0 && plain.indexOf(b) >= 0)) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.toHexDigits(b));
            }
        }
        return out.toString();
    }

    /** @throws IllegalArgumentException the message says what is wrong */
    static String decoded(String text) {
        ByteBuffer bytes = utf8(text);
        ByteBuffer out = ByteBuffer.allocate(bytes.remaining());
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            out.put(b == '%' ? escaped(bytes) : b);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("its escapes are not UTF-8", e);
        }
    }

    private static byte escaped(ByteBuffer bytes) {
        int high = bytes.hasRemaining() ? Character.digit(bytes.get(), 16) : -1;
        int low = bytes.hasRemaining() ? Character.digit(bytes.get(), 16) : -1;
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException("a '%' without two hexadecimal digits: write %25");
        }
        return (byte) (high << 4 | low);
    }

    /** @throws IllegalArgumentException for half a surrogate pair */
    static ByteBuffer utf8(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it has a character that is none (half a surrogate pair)", e);
        }
    }
}
