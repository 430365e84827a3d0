package io.netfscache.nio;

import io.netfscache.ClientConfig;
import io.netfscache.netfs.NetfsOptions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a filesystem is cached: what the URI, the environment map and the system property say. The keys of the map are in
 * docs/nio.md. Filesystems with equal ones share a client.
 *
 * @param cluster null: nothing is cached
 */
record NioOptions(@Nullable ClientConfig cluster, NetfsOptions netfs) {
    /** Servers, for filesystems that are opened without saying any. */
    static final String SERVERS_PROPERTY = "netfs.servers";

    private static final String SERVERS = "servers";
    private static final String NONE = "none";
    private static final String PRINCIPAL = "principal";
    private static final String CREDENTIALS = "credentials";
    private static final String IO_THREADS = "ioThreads";
    private static final String CACHE = "cache";
    private static final String FOLIO_BYTES = "folioBytes";
    private static final String READ_AHEAD_BYTES = "readAheadBytes";
    private static final String WRITE_BEHIND_BYTES = "writeBehindBytes";
    private static final List<String> KEYS = List.of(
            SERVERS, PRINCIPAL, CREDENTIALS, IO_THREADS, CACHE, FOLIO_BYTES, READ_AHEAD_BYTES, WRITE_BEHIND_BYTES);

    /**
     * @param inUri servers that the URI names; empty if none
     * @param property value of {@link #SERVERS_PROPERTY}; null if there is none
     * @throws IllegalArgumentException the message says which key is wrong and what it takes
     */
    static NioOptions of(String inUri, Map<String, ?> environment, @Nullable String property) {
        TreeSet<String> unknown = new TreeSet<>(environment.keySet());
        KEYS.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown keys in the environment map: " + unknown + "; there are " + KEYS);
        }
        List<SocketAddress> servers = servers(inUri, environment.get(SERVERS), property);
        ClientConfig cluster = servers.isEmpty()
                ? null
                : new ClientConfig(
                        servers,
                        text(environment, PRINCIPAL),
                        text(environment, CREDENTIALS),
                        ClientConfig.DEFAULT_LRU_DELAY,
                        (int) number(environment, IO_THREADS, 1, 64));
        NetfsOptions defaults = NetfsOptions.DEFAULTS;
        NetfsOptions netfs = new NetfsOptions(
                text(environment, CACHE),
                number(environment, FOLIO_BYTES, defaults.folioBytes(), Long.MAX_VALUE),
                (int) number(environment, READ_AHEAD_BYTES, defaults.readAheadBytes(), 1 << 30),
                number(environment, WRITE_BEHIND_BYTES, defaults.writeBehindBytes(), Long.MAX_VALUE));
        return new NioOptions(cluster, netfs);
    }

    /** Empty: without a cache. */
    private static List<SocketAddress> servers(String inUri, @Nullable Object inMap, @Nullable String property) {
        if (!inUri.isEmpty()) {
            if (inMap != null) {
                throw new IllegalArgumentException(
                        "the cluster is named twice: by the URI and by \"servers\" in the environment map; leave one out");
            }
            return addresses(inUri);
        }
        if (inMap instanceof List<?> list) {
            if (list.isEmpty()) {
                throw noAddress("", null);
            }
            return list.stream().map(NioOptions::address).toList();
        }
        if (inMap != null) {
            return addresses(inMap.toString());
        }
        if (property != null && !property.isBlank()) {
            return addresses(property);
        }
        throw new IllegalArgumentException("no cluster is named: put \"servers\" into the environment map, or set the"
                + " system property netfs.servers, or write netfs://host:port/ORIGIN!/path; the servers are"
                + " host:port,host:port of data ports, or none to read without a cache");
    }

    private static List<SocketAddress> addresses(String text) {
        if (text.strip().equals(NONE)) {
            return List.of();
        }
        List<SocketAddress> addresses = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            addresses.add(address(one));
        }
        return addresses;
    }

    private static SocketAddress address(@Nullable Object given) {
        if (given instanceof SocketAddress address) {
            return address;
        }
        String text = String.valueOf(given).strip();
        try {
            URI uri = new URI("netfs", text, null, null, null);
            if (text.equals(uri.getRawAuthority())
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPort() < 65536) {
                String host = uri.getHost();
                return InetSocketAddress.createUnresolved(
                        host.startsWith("[") ? host.substring(1, host.length() - 1) : host, uri.getPort());
            }
        } catch (URISyntaxException e) {
            // Its message has all of the text, of which a part may be a password.
            throw noAddress(text, text.indexOf('@') < 0 ? e : null);
        }
        throw noAddress(text, null);
    }

    private static IllegalArgumentException noAddress(String text, @Nullable Exception why) {
        return new IllegalArgumentException(
                "servers: \"" + text.replaceFirst("(?s).*@", "").replaceAll("\\p{Cntrl}", "?")
                        + "\" is not host:port of a node's data port; use host:port,host:port or none",
                why);
    }

    private static String text(Map<String, ?> environment, String key) {
        Object value = environment.get(key);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException(
                    key + ": a String is needed, not a " + value.getClass().getName());
        }
        return value == null ? "" : (String) value;
    }

    /** A number, or its digits: such a map may come from a file of properties. */
    private static long number(Map<String, ?> environment, String key, long byDefault, long most) {
        Object value = environment.get(key);
        if (value == null) {
            return byDefault;
        }
        String digits = value.toString();
        if (digits.matches("\\d{1,18}") && Long.parseLong(digits) <= most) {
            return Long.parseLong(digits);
        }
        throw new IllegalArgumentException(key + ": \"" + digits + "\" is not a whole number"
                + (most == Long.MAX_VALUE ? "" : " of at most " + most));
    }
}
