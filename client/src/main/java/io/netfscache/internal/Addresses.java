package io.netfscache.internal;

import io.netfscache.protocol.View;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Turns what a view or a configuration says into an address that a socket can connect to. */
final class Addresses {
    private static final String UNIX = "unix:";

    private Addresses() {}

    /** Where a node is: {@code unix:/path} instead of a host is a Unix domain socket. A name is not looked up yet. */
    static SocketAddress of(View.Member member) {
        if (member.host().startsWith(UNIX)) {
            return UnixDomainSocketAddress.of(member.host().substring(UNIX.length()));
        }
        boolean number = NetUtil.isValidIpV4Address(member.host()) || NetUtil.isValidIpV6Address(member.host());
        return number
                ? new InetSocketAddress(member.host(), member.port())
                : InetSocketAddress.createUnresolved(member.host(), member.port());
    }

    /** As the view says it, without a look-up. */
    static String text(View.Member member) {
        return member.host().startsWith(UNIX) ? member.host() : text(member.host(), member.port());
    }

    /** As one types it. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress known
                ? text(known.getHostString(), known.getPort())
                : UNIX + address;
    }

    private static String text(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
