package io.netfscache.origin;

import static io.netfscache.origin.ScriptedHttpServer.CLOSE;
import static io.netfscache.origin.ScriptedHttpServer.THEN_CLOSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HttpClientTest {
    private static final String OK = "HTTP/1.1 200 OK\n";
    private static final String THREE_BYTES = OK + "Content-Length: 3\n\nabc";

    private ScriptedHttpServer server;
    private HttpClient client;

    @BeforeEach
    void serve() throws IOException {
        server = new ScriptedHttpServer();
        client = client(server);
    }

    private static HttpClient client(ScriptedHttpServer to) throws IOException {
        return new HttpClient(
                HttpUrl.parse(to.url()).server(), "Basic c2VjcmV0", HttpOptions.DEFAULTS, System::nanoTime);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private HttpResponse send(String method, String path) throws IOException {
        return client.send(method, HttpUrl.parse(server.url() + path), Map.of("Accept-Encoding", "identity"));
    }

    private String get(String path) throws IOException {
        try (HttpResponse response = send("GET", path)) {
            ByteBuffer into = ByteBuffer.allocate(1000);
            int n = response.body().read(into);
            return new String(into.array(), 0, n, StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void one_connection_serves_requests_that_come_one_after_the_other() throws IOException {
        server.answerWith(THREE_BYTES, OK + "Content-Length: 99\n\n", "HTTP/1.1 304 Not Modified\n\n", THREE_BYTES);
        assertThat(get("/a?b=c")).isEqualTo("abc");
        send("HEAD", "/").close();
        send("GET", "/").close();
        assertThat(get("")).isEqualTo("abc");
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.requests.get(0))
                .startsWith("GET /a?b=c HTTP/1.1\nHost: 127.0.0.1:")
                .contains("Authorization: Basic c2VjcmV0\n", "Accept-Encoding: identity\n");
        assertThat(server.requests.get(3)).startsWith("GET / HTTP/1.1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\n\n1\na\n2;x=y\nbc\n0\n\n",
                "Transfer-Encoding: chunked\n\n003\nabc\n0\nTrailer: x\n\n",
                "transfer-encoding:Chunked\n\n3\nabc\n0\n\n",
                "Content-Length: 3\nContent-Length: 3\n\nabc"
            })
    void bodies_end_where_they_say_and_the_connection_stays(String answer) throws IOException {
        server.answerWith(OK + answer, THREE_BYTES);
        assertThat(get("/")).isEqualTo("abc");
        assertThat(get("/")).isEqualTo("abc");
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\nabc" + THEN_CLOSE,
                "Connection: close\nContent-Length: 3\n\nabc",
                "Content-Length: 3\n\nabcsurplus",
                "Content-Length: 4\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n"
            })
    void a_connection_is_not_used_again_when_that_is_not_safe(String answer) throws IOException {
        server.answerWith(OK + answer, THREE_BYTES);
        assertThat(get("/")).isEqualTo("abc");
        assertThat(get("/")).isEqualTo("abc");
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void an_old_server_keeps_no_connection_unless_it_says_so() throws IOException {
        server.answerWith("HTTP/1.0 200 OK\nContent-Length: 3\n\nabc", THREE_BYTES);
        assertThat(get("/") + get("/")).isEqualTo("abcabc");
        assertThat(server.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nContent-Length: 5\n\nabc" + THEN_CLOSE,
                "HTTP/1.1 200 OK\nContent-Length: -1\n\nabc",
                "HTTP/1.1 200 OK\nContent-Length: 3\nContent-Length: 4\n\nabc",
                "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\nabc",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nabc\n0\n\n",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nxyz\n",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc" + THEN_CLOSE,
                "HTTP/1.1 200 OK\n folded: x\n\n",
                "HTTP/1.1 101 Switching Protocols\n\n",
                "SSH-2.0-OpenSSH_9\n\n"
            })
    void what_is_no_complete_response_is_an_error(String answer) {
        server.answerWith(answer);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/"));
    }

    @Test
    void a_head_without_end_is_an_error() {
        server.answerWith(OK + ("X: " + "y".repeat(1000) + "\n").repeat(70));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/")).withMessageContaining("65536 bytes");
    }

    @Test
    void interim_responses_are_skipped() throws IOException {
        server.answerWith("HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: x\n\n" + THREE_BYTES);
        assertThat(get("/")).isEqualTo("abc");
    }

    @Test
    void a_kept_connection_that_the_server_has_closed_is_replaced() throws IOException {
        server.answerWith(THREE_BYTES, CLOSE, THREE_BYTES);
        assertThat(get("/")).isEqualTo("abc");
        assertThat(get("/")).isEqualTo("abc");
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void a_fresh_connection_that_the_server_closes_is_an_error() {
        server.answerWith(CLOSE, THREE_BYTES);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/"));
    }

    @Test
    void an_unwanted_body_costs_the_connection_only_when_it_is_long() throws IOException {
        server.answerWith(THREE_BYTES, OK + "Content-Length: 99999\n\n" + "x".repeat(99_999), THREE_BYTES);
        send("GET", "/").close();
        send("GET", "/").close();
        assertThat(server.connections()).isEqualTo(1);
        assertThat(get("/")).isEqualTo("abc");
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void redirects_are_followed_and_credentials_stay_where_they_belong() throws IOException {
        try (ScriptedHttpServer other = new ScriptedHttpServer()) {
            server.answerWith(
                    "HTTP/1.1 301 Moved\nLocation: /b?c\nContent-Length: 0\n\n",
                    "HTTP/1.1 307 Moved\nLocation: " + other.url() + "/d\nContent-Length: 0\n\n");
            other.answerWith(THREE_BYTES);
            assertThat(get("/a")).isEqualTo("abc");
            assertThat(server.requests.get(1)).startsWith("GET /b?c ").contains("Authorization");
            assertThat(other.requests.get(0)).startsWith("GET /d ").doesNotContain("Authorization");
        }
    }

    @Test
    void a_circle_of_redirects_ends() {
        String circle = "HTTP/1.1 302 Found\nLocation: /\nContent-Length: 0\n\n";
        server.answerWith(circle, circle, circle, circle, circle, circle, circle);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/")).withMessageContaining("redirected");
    }

    @Test
    void closing_ends_a_wait_for_a_response() {
        server.answerWith("HTTP/1.1 200 OK\n");
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(
                () -> assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/")));
        await().until(() -> server.requests.size() == 1);
        client.close();
        waiting.join();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/")).withMessageContaining("closed");
    }

    @Test
    void an_interrupt_ends_a_wait_for_a_response() throws InterruptedException {
        server.answerWith("HTTP/1.1 200 OK\n");
        CompletableFuture<Boolean> failed = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/"));
            failed.complete(Thread.currentThread().isInterrupted());
        });
        reader.start();
        await().until(() -> server.requests.size() == 1);
        reader.interrupt();
        assertThat(failed.join()).isTrue();
        reader.join();
    }
}
