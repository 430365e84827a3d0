package io.netfscache.internal;

import io.netfscache.protocol.View;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Turns what a view or a configuration says into an address that a socket can connect to. */
final class Addresses {
    private static final String UNIX = "unix:";

    private Addresses() {}

    /** Where a node is: {@code unix:/path} instead of a host is a Unix domain socket. The name is looked up now. */
    static SocketAddress of(View.Member member) {
        return member.host().startsWith(UNIX)
                ? UnixDomainSocketAddress.of(member.host().substring(UNIX.length()))
                : new InetSocketAddress(member.host(), member.port());
    }

    /** An unresolved name is looked up now, so that a node that has moved is found at its new address. */
    static SocketAddress lookedUp(SocketAddress address) {
        return address instanceof InetSocketAddress host && host.isUnresolved()
                ? new InetSocketAddress(host.getHostString(), host.getPort())
                : address;
    }

    /** As the view says it, without a look-up. */
    static String text(View.Member member) {
        return member.host().startsWith(UNIX) ? member.host() : member.host() + ":" + member.port();
    }

    /** As one types it. */
    static String text(View.Member member) {
        return member.host().startsWith(UNIX) ? member.host() : member.host() + ":" + member.port();
    }

    /** As one types it. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress host ? host.getHostString() + ":" + host.getPort() : UNIX + address;
    }
}
