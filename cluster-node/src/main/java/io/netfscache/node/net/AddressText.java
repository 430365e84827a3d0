package io.netfscache.node.net;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as one types them: {@code 10.0.0.7:7440}, {@code [fe80::1%eth0]:7440}, {@code node-1:7440}. */
public final class AddressText {
    private AddressText() {}

    /** With the number instead of a name that has been looked up. */
    public static String of(InetSocketAddress address) {
        return of(host(address), address.getPort());
    }

    public static String of(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** The number, with the zone where an IPv6 address has one, or the name of an address that has not been looked up. */
    public static String host(InetSocketAddress address) {
        InetAddress number = address.getAddress();
        if (number == null) {
            return address.getHostString();
        }
        String text = NetUtil.toAddressString(number);
        // An address that is not of one link has zone 0, which means none.
        boolean hasZone = number instanceof Inet6Address six && six.getScopeId() != 0 && number.isLinkLocalAddress();
        return hasZone
                ? text
                        + number.getHostAddress()
                                .substring(number.getHostAddress().indexOf('%'))
                : text;
    }
}
