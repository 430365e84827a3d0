package io.netfscache.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A web server of a folder, with an index of each, that counts requests for files. */
final class TreeOrigin implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,9})-(\\d{1,9})");
    private static final int THREADS = 4;

    private final Path tree;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong requestsForEmptyFiles = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final HttpServer server;

    TreeOrigin(Path tree) throws IOException {
        // Without it each answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.tree = tree;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Requests for files with bytes since the last call. */
    long requests() {
        return requests.getAndSet(0);
    }

    /** Requests for empty files since the last call. */
    long requestsForEmptyFiles() {
        return requestsForEmptyFiles.getAndSet(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            Path file = tree.resolve(path.substring(1));
            if (path.endsWith("/") && Files.isDirectory(file)) {
                list(exchange, file);
            } else if (Files.isRegularFile(file)) {
                send(
                        exchange,
                        Files.readAllBytes(file),
                        Files.getLastModifiedTime(file).toString());
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    /** As nginx does with {@code autoindex_format json}. */
    private static void list(HttpExchange exchange, Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            String json = entries.map(TreeOrigin::line).collect(Collectors.joining(",\n", "[", "]"));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, json.length());
            exchange.getResponseBody().write(json.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    private static String line(Path path) {
        boolean folder = Files.isDirectory(path);
        String start = "{ \"name\":\"" + path.getFileName() + "\", \"type\":\"" + (folder ? "directory" : "file")
                + "\", \"mtime\":\"Wed, 21 Oct 2015 07:28:00 GMT\"";
        return folder ? start + " }" : start + ", \"size\":" + path.toFile().length() + " }";
    }

    private void send(HttpExchange exchange, byte[] bytes, String version) throws IOException {
        (bytes.length == 0 ? requestsForEmptyFiles : requests).incrementAndGet();
        String tag = "\"" + version + "\"";
        exchange.getResponseHeaders().set("ETag", tag);
        String wanted = exchange.getRequestHeaders().getFirst("If-Match");
        if (wanted != null && !wanted.equals(tag)) {
            exchange.sendResponseHeaders(412, -1);
            return;
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String text = exchange.getRequestHeaders().getFirst("Range");
        Matcher range = RANGE.matcher(text == null ? "" : text);
        int from = range.matches() ? Integer.parseInt(range.group(1)) : 0;
        int to = range.matches() ? Math.min(bytes.length, Integer.parseInt(range.group(2)) + 1) : bytes.length;
        boolean part = range.matches() && from < bytes.length;
        if (part) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + bytes.length);
        } else {
            from = 0;
            to = bytes.length;
        }
        exchange.sendResponseHeaders(part ? 206 : 200, to == from ? -1 : to - from);
        exchange.getResponseBody().write(bytes, from, to - from);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
