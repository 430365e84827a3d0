package io.netfscache.cli;

import io.netfscache.protocol.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text from elsewhere as a terminal may show it: names of files can hold line breaks and escape sequences. */
final class Printable {
    private Printable() {}

    /** {@code text} with control characters written out, as in {@code \x1b}. */
    static String text(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.chars()
                .forEach(c ->
                        shown.append(Character.isISOControl(c) ? "\\x%02x".formatted(c) : String.valueOf((char) c)));
        return shown.toString();
    }

    /** {@code text} without the user name and the password of any URL in it: output is kept and sent on. */
    static String withoutUserInfo(String text) {
        return text.replaceAll("([A-Za-z][A-Za-z0-9+.-]*://)[^/?#\\s]*@", "$1");
    }

    /** An object's key: the text that it is, or its bytes in hexadecimal after {@code 0x}. */
    static String key(Bytes key) {
        try {
            return text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key.toArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return "0x" + key;
        }
    }
}
