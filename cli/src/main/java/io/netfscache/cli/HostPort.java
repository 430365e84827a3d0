package io.netfscache.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    public static InetSocketAddress resolve(String text) {
        HostPort parsed = parse(text);
        InetSocketAddress address = new InetSocketAddress(parsed.host, parsed.port);
        if (address.isUnresolved()) {
            throw new TypeConversionException("'" + text + "': no address is known for host " + parsed.host);
        }
        return address;
    }

    /** As one types it, with the number instead of a name that would have to be looked up. */
    public static String format(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        String host = resolved == null ? address.getHostString() : resolved.getHostAddress();
        return new HostPort(host, address.getPort()).toString();
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
