package io.netfscache.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server of files in memory that counts the bytes of bodies that it is about to send, per path. */
public final class CountingOrigin implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,9})-(\\d{1,9})");
    private static final int THREADS = 4;

    /** One version of a file; nobody changes the bytes. */
    private static final class Contents {
        final byte[] bytes;
        final String entityTag;

        Contents(byte[] bytes, String entityTag) {
            this.bytes = bytes;
            this.entityTag = entityTag;
        }
    }

    private final Map<String, Contents> files = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> sent = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final HttpServer server;

    private CountingOrigin(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public static CountingOrigin start() throws IOException {
        // Without it each answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        return new CountingOrigin(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** Puts a file there, or a new version of it, with an entity tag of its own. */
    void put(String path, byte[] bytes) {
        files.put(path, new Contents(bytes, "\"" + versions.incrementAndGet() + "\""));
    }

    /** Puts a file of bytes that occur in no other file; its contents. */
    public byte[] putRandom(String path, int size) {
        byte[] bytes = new byte[size];
        new Random(path.hashCode()).nextBytes(bytes);
        put(path, bytes);
        return bytes;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Bytes of bodies sent for that file so far. */
    long sent(String path) {
        return counter(path).get();
    }

    /** Bytes of bodies sent so far. */
    public long sent() {
        return sent.values().stream().mapToLong(AtomicLong::get).sum();
    }

    private AtomicLong counter(String path) {
        return sent.computeIfAbsent(path, key -> new AtomicLong());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            Contents file = files.get(path);
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String wanted = exchange.getRequestHeaders().getFirst("If-Match");
            exchange.getResponseHeaders().set("ETag", file.entityTag);
            if (wanted != null && !wanted.equals(file.entityTag)) {
                exchange.sendResponseHeaders(412, -1);
            } else if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(file.bytes.length));
                exchange.sendResponseHeaders(200, -1);
            } else {
                send(exchange, path, file);
            }
        }
    }

    private void send(HttpExchange exchange, String path, Contents file) throws IOException {
        int size = file.bytes.length;
        int from = 0;
        int to = size;
        String text = exchange.getRequestHeaders().getFirst("Range");
        Matcher range = RANGE.matcher(text == null ? "" : text);
        if (range.matches()) {
            from = Integer.parseInt(range.group(1));
            to = Math.min(size, Integer.parseInt(range.group(2)) + 1);
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
        }
        counter(path).addAndGet(to - from);
        exchange.sendResponseHeaders(range.matches() ? 206 : 200, to == from ? -1 : to - from);
        exchange.getResponseBody().write(file.bytes, from, to - from);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
