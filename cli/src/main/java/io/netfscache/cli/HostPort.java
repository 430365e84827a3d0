package io.netfscache.cli;

import io.netfscache.node.net.AddressText;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/**
 * An address as people write it: {@code host:port}, {@code [::1]:7440}, or a port alone, which means this machine's
 * loopback address. Port 0 picks a free one where an address is listened on.
 */
public record HostPort(String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern FORM =
            Pattern.compile("(?:(?:\\[([0-9a-fA-F:.]+(?:%[A-Za-z0-9._-]+)?)]|([^\\[\\]:/\\s]+)):)?([0-9]{1,5})");

    public static HostPort parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' is no address: write host:port, [IPv6]:port or a port");
        }
        int port = Integer.parseInt(form.group(3));
        if (port > 65_535) {
            throw new TypeConversionException("'" + text + "': port " + port + " is not between 0 and 65535");
        }
        String host = form.group(1) != null ? form.group(1) : form.group(2);
        return new HostPort(host == null ? LOOPBACK : host, port);
    }

    /** For an address that is connected to: a name is not looked up, whoever connects does that each time. */
    public static InetSocketAddress address(String text) {
        return parse(text).address();
    }

    /** As {@link #address(String)}. */
    public InetSocketAddress address() {
        boolean number = host.contains(":") || NetUtil.isValidIpV4Address(host);
        return number ? new InetSocketAddress(host, port) : InetSocketAddress.createUnresolved(host, port);
    }

    /** For an address that is listened on: the name is looked up now; unresolved if there is no such name. */
    public InetSocketAddress resolved() {
        return new InetSocketAddress(host, port);
    }

    /** As one types it, with the number instead of a name that has been looked up. */
    public static String format(InetSocketAddress address) {
        return AddressText.of(address);
    }

    /** Addresses for a message about servers that do not answer; says which names nobody knows. Looks them up. */
    public static String explain(List<? extends SocketAddress> addresses) {
        return addresses.stream().map(HostPort::explain).collect(Collectors.joining(", "));
    }

    private static String explain(SocketAddress address) {
        if (!(address instanceof InetSocketAddress known)) {
            return address.toString();
        }
        boolean unknown = known.isUnresolved() && new InetSocketAddress(known.getHostString(), 0).isUnresolved();
        return format(known) + (unknown ? " (no address is known for that name)" : "");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
