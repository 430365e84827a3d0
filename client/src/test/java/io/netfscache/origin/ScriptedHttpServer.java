package io.netfscache.origin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers each request with the next bytes of a script, whatever it asks for. */
final class ScriptedHttpServer implements AutoCloseable {
    /** Instead of an answer: closes the connection. */
    static final String CLOSE = "CLOSE";
    /** At the end of an answer: closes the connection after it. */
    static final String THEN_CLOSE = "\0";

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    /** Head lines of all requests so far, each request as one string. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    ScriptedHttpServer() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    void answerWith(String... next) {
        answers.addAll(List.of(next));
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                accepted.add(socket);
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
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            while (answer(socket, in)) {
                // Goes on with the next request.
            }
        } catch (SocketException e) {
            // The client has closed it.
            accepted.remove(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answer(Socket socket, BufferedReader in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        String answer = head.length() == 0 ? null : answers.poll();
        if (answer == null || answer.equals(CLOSE)) {
            return false;
        }
        requests.add(head.toString());
        boolean last = answer.endsWith(THEN_CLOSE);
        String bytes = last ? answer.substring(0, answer.length() - THEN_CLOSE.length()) : answer;
        socket.getOutputStream().write(bytes.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return !last;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
