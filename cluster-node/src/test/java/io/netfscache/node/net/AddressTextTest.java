package io.netfscache.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AddressTextTest {
    private static String text(String host, int port) {
        return AddressText.of(new InetSocketAddress(host, port));
    }

    @Test
    void addresses_are_written_as_one_types_them() throws UnknownHostException {
        byte[] linkLocal = new byte[16];
        linkLocal[0] = (byte) 0xfe;
        linkLocal[1] = (byte) 0x80;
        linkLocal[15] = 1;

        assertThat(text("127.0.0.1", 1)).isEqualTo("127.0.0.1:1");
        assertThat(text("::1", 2)).isEqualTo("[::1]:2");
        assertThat(text("0:0:0:0:0:0:0:1%0", 2)).isEqualTo("[::1]:2");
        assertThat(AddressText.of(InetSocketAddress.createUnresolved("node-1", 3)))
                .isEqualTo("node-1:3");
        assertThat(AddressText.of(new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 7), 4)))
                .isEqualTo("[fe80::1%7]:4");
    }
}
