package io.netfscache.origin;

import io.netfscache.protocol.Bytes;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are reached without a proxy, as curl's no_proxy says it: {@code *} is all, a name means itself and all names
 * below it (a dot before it changes nothing), an address means itself, and {@code address/bits} a network. A name or
 * address may have a port, and then means that port only.
 */
final class HttpNoProxy {
    private record Entry(String host, Bytes network, int bits, int port) {}

    private final List<Entry> entries = new ArrayList<>();
    private boolean all;

    /** @throws IllegalArgumentException for what is none of these; the message quotes it */
    HttpNoProxy(List<String> texts) {
        for (String text : texts) {
            if (text.equals("*")) {
                all = true;
            } else {
                entries.add(entry(text));
            }
        }
    }

    private static Entry entry(String text) {
        try {
            int slash = text.indexOf('/');
            if (slash >= 0) {
                return network(text.substring(0, slash), text.substring(slash + 1));
            }
            // An IPv6 address may come without brackets.
            String host = NetUtil.isValidIpV6Address(text) && !text.startsWith("[") ? "[" + text + "]" : text;
            String name = host.startsWith(".") ? host.substring(1) : host;
            HttpServerAddress address = HttpServerAddress.parse(false, name, 0);
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address.host());
            return bytes == null
                    ? new Entry(address.host(), Bytes.EMPTY, 0, address.port())
                    : new Entry("", Bytes.of(bytes), bytes.length * 8, address.port());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no host, host:port, network or *", e);
        }
    }

    private static Entry network(String address, String bits) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        int length = bits.matches("\\d{1,3}") ? Integer.parseInt(bits) : -1;
        if (bytes == null || length < 0 || length > bytes.length * 8) {
            throw new IllegalArgumentException("no network");
        }
        return new Entry("", Bytes.of(bytes), length, 0);
    }

    boolean contains(HttpServerAddress server) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(server.host());
        return all || entries.stream().anyMatch(entry -> matches(entry, server, address));
    }

    private static boolean matches(Entry entry, HttpServerAddress server, byte @Nullable [] address) {
        if (entry.port() != 0 && entry.port() != server.port()) {
            return false;
        }
        if (!entry.network().isEmpty()) {
            return address != null && isWithin(entry.network().toArray(), entry.bits(), address);
        }
        String host = server.host();
        return address == null && (host.equals(entry.host()) || host.endsWith("." + entry.host()));
    }

    private static boolean isWithin(byte[] network, int bits, byte[] address) {
        if (network.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((network[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
