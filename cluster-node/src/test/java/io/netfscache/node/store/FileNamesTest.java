package io.netfscache.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FileNamesTest {
    @Test
    void plainKeysStayAsTheyAre() {
        assertThat(name("Frame_0001-v2.exr")).isEqualTo("Frame_0001-v2.exr");
    }

    @Test
    void whatIsNotSafeIsEncoded() {
        assertThat(name(".")).isEqualTo("%2E");
        assertThat(name("..")).isEqualTo("%2E.");
        assertThat(name("../etc/passwd")).isEqualTo("%2E.%2Fetc%2Fpasswd");
        assertThat(name("a%2E\u0000")).isEqualTo("a%252E%00");
    }

    @Test
    void differentKeysHaveDifferentNamesThatFitAFile() {
        List<byte[]> keys = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            keys.add(new byte[] {(byte) b});
            keys.add(new byte[] {'a', (byte) b});
            byte[] longKey = new byte[255];
            longKey[254] = (byte) b;
            keys.add(longKey);
        }
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            byte[] key = new byte[1 + random.nextInt(255)];
            random.nextBytes(key);
            keys.add(key);
        }

        Set<String> names = new HashSet<>();
        for (byte[] key : keys) {
            String file = FileNames.encode(key) + "." + Integer.MAX_VALUE;
            assertThat(file).hasSizeLessThanOrEqualTo(255).matches("[#%A-Za-z0-9_.-]+").doesNotStartWith(".");
            names.add(file);
        }
        assertThat(names).hasSameSizeAs(keys);
    }

    private static String name(String key) {
        return FileNames.encode(key.getBytes(StandardCharsets.UTF_8));
    }
}
