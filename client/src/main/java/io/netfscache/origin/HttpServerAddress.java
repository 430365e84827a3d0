package io.netfscache.origin;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A server that requests go to: the origin, or where that redirects to.
 *
 * @param host in lower case: ASCII labels without a dot at the end, or an address, which has no brackets
 */
record HttpServerAddress(boolean secure, String host, int port) {
    private static final int MAX_HOST_CHARACTERS = 253;
    private static final int MAX_KEY_BYTES = 254;

    /**
     * Parses {@code host}, {@code host:port} or {@code [address]:port}. No message quotes the text: it may be part of a
     * password that has a slash.
     */
    static HttpServerAddress parse(boolean secure, String text, int defaultPort) {
        int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
        if (text.startsWith("[") && bracket < 0) {
            throw new IllegalArgumentException("its host has no closing bracket");
        }
        int colon = text.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? text : text.substring(0, colon);
        String port = colon < 0 ? "" : text.substring(colon + 1);
        if (bracket >= 0 && host.length() != bracket + 1) {
            throw new IllegalArgumentException("there is something between its host and its port");
        }
        return new HttpServerAddress(
                secure, bracket < 0 ? name(host) : address(host), port.isEmpty() ? defaultPort : port(port));
    }

    static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }

    private static int port(String digits) {
        boolean number = digits.length() <= 9 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("its port is not a number from 1 to 65535");
        }
        return port;
    }

    private static String name(String text) {
        String name = HttpPercent.decoded(text);
        if (name.chars().anyMatch(c -> c > 127)) {
            try {
                name = IDN.toASCII(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("its host is no international domain name", e);
            }
        }
        name = name.toLowerCase(Locale.ROOT);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (name.isEmpty()) {
            throw new IllegalArgumentException("it has no host");
        }
        if (name.length() > MAX_HOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "its host has " + name.length() + " characters, and a name has at most " + MAX_HOST_CHARACTERS);
        }
        if (!name.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
            throw new IllegalArgumentException("its host is no name: letters, digits, '-', '_' and single dots");
        }
        return name;
    }

    private static String address(String bracketed) {
        String text = bracketed.substring(1, bracketed.length() - 1);
        byte[] bytes = text.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null || text.indexOf(':') < 0) {
            throw new IllegalArgumentException("between its brackets is no IPv6 address (zones are not supported)");
        }
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 16 bytes is one", e);
        }
    }

    private String hostInUrl() {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /** Host and port, always with both. */
    String authority() {
        return hostInUrl() + ":" + port;
    }

    /** Value of the Host header, and what a URL of this server begins with after its scheme. */
    String hostHeader() {
        return port == defaultPort(secure) ? hostInUrl() : authority();
    }

    String scheme() {
        return secure ? "https" : "http";
    }

    /** Names the server in the cache: the same for each spelling of its URL. */
    String volumeKey() {
        String key = scheme() + "," + hostInUrl() + "," + port;
        return key.length() <= MAX_KEY_BYTES
                ? key
                : scheme() + ",sha256:" + Origins.sha256(host.getBytes(StandardCharsets.US_ASCII)) + "," + port;
    }

    @Override
    public String toString() {
        return authority();
    }
}
