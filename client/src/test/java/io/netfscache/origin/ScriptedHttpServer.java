package io.netfscache.origin;

import io.netfscache.protocol.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A server that does what a test's script says: right or wrong answers, cut or stalled ones, or a tunnel as a proxy makes
 * it. Without a script it answers each request with the next text of a list, whatever it asks for.
 */
final class ScriptedHttpServer implements AutoCloseable {
    /** Instead of an answer: closes the connection. */
    static final String CLOSE = "CLOSE";
    /** At the end of an answer: closes the connection after it. */
    static final String THEN_CLOSE = "\0";

    /** Decides about each request; null closes the connection. May be called by several threads at a time. */
    interface Script {
        @Nullable
        Answer answer(Request request) throws IOException;
    }

    /**
     * @param head all of its lines
     * @param body as much of it as was read before the answer
     */
    record Request(String method, String target, Map<String, String> headers, String head, Bytes body) {
        @Nullable
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        /** What was asked for, in short. */
        String line() {
            return method + " " + target + (header("range") == null ? "" : " " + header("range"));
        }
    }

    /** Heads of all requests so far, each as one string. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** All requests so far, in short. */
    final List<String> lines = new CopyOnWriteArrayList<>();

    /** Bytes of a request's body that are read before it is answered; after fewer than all the connection is closed. */
    volatile int bodyLimit = Integer.MAX_VALUE;

    /** Whether an interim response comes before the body of a request is read. */
    volatile boolean interim;

    volatile Script script = request -> scripted();

    private final ServerSocket listening;
    private final boolean secure;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    ScriptedHttpServer() throws IOException {
        this(ServerSocketFactory.getDefault(), false);
    }

    /** A server over TLS, at localhost. */
    static ScriptedHttpServer secure(TestCertificate certificate) throws IOException {
        return new ScriptedHttpServer(certificate.serverSockets(), true);
    }

    private ScriptedHttpServer(ServerSocketFactory factory, boolean secure) throws IOException {
        this.secure = secure;
        listening = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    void answerWith(String... next) {
        answers.addAll(List.of(next));
    }

    private @Nullable Answer scripted() {
        String answer = answers.poll();
        if (answer == null || answer.equals(CLOSE)) {
            return null;
        }
        boolean last = answer.endsWith(THEN_CLOSE);
        Answer raw = Answer.raw(last ? answer.substring(0, answer.length() - THEN_CLOSE.length()) : answer);
        return last ? raw.thenClose() : raw;
    }

    int port() {
        return listening.getLocalPort();
    }

    String url() {
        return (secure ? "https://localhost:" : "http://127.0.0.1:") + port();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                threads.execute(() -> serve(socket));
            }
        } catch (SocketException e) {
            // Closed: the test is over.
            threads.shutdown();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (answer(socket, in)) {
                // Goes on with the next request.
            }
        } catch (SocketException | SSLException e) {
            // The client has closed it.
            sockets.remove(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answer(Socket socket, InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            head.append(line).append('\n');
        }
        if (head.isEmpty()) {
            return false;
        }
        Request bare = parse(head.toString());
        long length = Long.parseLong(bare.headers().getOrDefault("content-length", "0"));
        if (interim && length > 0) {
            socket.getOutputStream().write("HTTP/1.1 102 x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] body = in.readNBytes((int) Math.min(length, bodyLimit));
        if (body.length < Math.min(length, bodyLimit)) {
            // Half a request asks for nothing.
            return false;
        }
        Request request = new Request(bare.method(), bare.target(), bare.headers(), bare.head(), Bytes.of(body));
        requests.add(request.head());
        lines.add(request.line());
        Answer answer = script.answer(request);
        if (answer == null) {
            requests.remove(request.head());
            return false;
        }
        OutputStream out = socket.getOutputStream();
        boolean more = answer.send(out, request.method().equals("HEAD"));
        if (answer.tunnelPort > 0) {
            relay(socket, in, out, answer.tunnelPort);
            return false;
        }
        return more && body.length == length;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static Request parse(String head) {
        String[] lines = head.split("\n", -1);
        String[] first = lines[0].split(" ", -1);
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new Request(first[0], first[1], headers, head, Bytes.EMPTY);
    }

    private void relay(Socket client, InputStream in, OutputStream out, int port) throws IOException {
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            sockets.add(target);
            threads.execute(() -> {
                try (client) {
                    target.getInputStream().transferTo(out);
                } catch (IOException e) {
                    // One of the two ends has closed it.
                    sockets.remove(target);
                }
            });
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                target.getOutputStream().write(buffer, 0, n);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** A response to be sent, right or wrong. Immutable. */
    static final class Answer {
        private static final int NOWHERE = Integer.MAX_VALUE;

        private final String head;
        private final byte[] body;
        private final int cutAt;
        private final int stallAt;
        private final boolean close;
        private final int tunnelPort;

        private Answer(String head, byte[] body, int cutAt, int stallAt, boolean close, int tunnelPort) {
            this.head = head;
            this.body = body;
            this.cutAt = cutAt;
            this.stallAt = stallAt;
            this.close = close;
            this.tunnelPort = tunnelPort;
        }

        /** A response with an empty body and Content-Length 0. */
        static Answer of(int status, String... headers) {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\n");
            for (String header : headers) {
                head.append(header).append('\n');
            }
            return new Answer(head.toString(), new byte[0], NOWHERE, NOWHERE, false, 0).with("Content-Length", "0");
        }

        /** Bytes as they are, but for the ends of the lines. */
        static Answer raw(String text) {
            byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            return new Answer("", bytes, NOWHERE, NOWHERE, false, 0);
        }

        /** What a proxy says to CONNECT, with that port of this machine at the other end. */
        static Answer tunnel(int port) {
            return new Answer("HTTP/1.1 200 x\n", new byte[0], NOWHERE, NOWHERE, false, port);
        }

        /** With that header, instead of any of that name. */
        Answer with(String name, String value) {
            Answer bare = without(name);
            return new Answer(bare.head + name + ": " + value + "\n", body, cutAt, stallAt, close, tunnelPort);
        }

        Answer without(String name) {
            String other = head.replaceAll("(?im)^" + name + ":.*\n", "");
            return new Answer(other, body, cutAt, stallAt, close, tunnelPort);
        }

        Answer withStatusLine(String line) {
            return new Answer(line + head.substring(head.indexOf('\n')), body, cutAt, stallAt, close, tunnelPort);
        }

        /** With that body and its length. */
        Answer withBody(byte[] bytes) {
            return new Answer(head, bytes, cutAt, stallAt, close, tunnelPort).with("Content-Length", "" + bytes.length);
        }

        /** The body in two chunks, without a length. */
        Answer chunked() {
            int half = body.length / 2;
            String sizes = "%x\r\n";
            byte[] chunks = concat(
                    String.format(Locale.ROOT, sizes, half).getBytes(StandardCharsets.ISO_8859_1),
                    java.util.Arrays.copyOf(body, half),
                    ("\r\n" + String.format(Locale.ROOT, sizes, body.length - half))
                            .getBytes(StandardCharsets.ISO_8859_1),
                    java.util.Arrays.copyOfRange(body, half, body.length),
                    "\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            Answer bare = without("Content-Length").with("Transfer-Encoding", "chunked");
            return new Answer(bare.head, chunks, cutAt, stallAt, close, tunnelPort);
        }

        private static byte[] concat(byte[]... parts) {
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            for (byte[] part : parts) {
                all.writeBytes(part);
            }
            return all.toByteArray();
        }

        /** Closes the connection after that many bytes of the body; -1: in the middle of the head. */
        Answer cutAfter(int bytes) {
            return new Answer(head, body, bytes, stallAt, close, tunnelPort);
        }

        /** Sends nothing more after that many bytes of the body; -1: in the middle of the head. */
        Answer stallAfter(int bytes) {
            return new Answer(head, body, cutAt, bytes, close, tunnelPort);
        }

        Answer thenClose() {
            return new Answer(head, body, cutAt, stallAt, true, tunnelPort);
        }

        /** Whether the connection stays open. */
        boolean send(OutputStream out, boolean headOnly) throws IOException {
            byte[] start = head.isEmpty()
                    ? new byte[0]
                    : (head + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            int end = Math.min(cutAt, stallAt);
            out.write(start, 0, end < 0 ? start.length / 2 : start.length);
            if ((!headOnly || head.isEmpty()) && end >= 0) {
                out.write(body, 0, Math.min(end, body.length));
            }
            out.flush();
            return !close && cutAt == NOWHERE;
        }
    }
}
