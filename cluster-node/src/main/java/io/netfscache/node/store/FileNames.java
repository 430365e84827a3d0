package io.netfscache.node.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Turns keys into file names. Letters, digits, {@code _}, {@code -} and a dot that is not the first stay; every other
 * byte becomes {@code %} and two hexadecimal digits. What gets too long becomes {@code #} and its SHA-256. Different
 * keys have different names, as far as SHA-256 goes; the header has the keys in full.
 */
final class FileNames {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private FileNames() {}

    static String encode(byte[] key) {
        StringBuilder name = new StringBuilder(key.length + 16);
        for (int i = 0; i < key.length; i++) {
            if (isSafe(key[i], i)) {
                name.append((char) key[i]);
            } else {
                HEX.toHexDigits(name.append('%'), key[i]);
            }
        }
        return name.length() <= StoreLimits.MAX_ENCODED_NAME_BYTES ? name.toString() : "#" + hash(key);
    }

    private static boolean isSafe(byte b, int index) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '_'
                || b == '-'
                || (b == '.' && index > 0);
    }

    private static String hash(byte[] key) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
