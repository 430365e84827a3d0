package io.netfscache.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OriginServerTest {
    private static final String CONTENTS = "0123456789";

    @TempDir
    private Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Path file;
    private OriginServer server;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(folder.resolve("ten"), CONTENTS);
        Files.setLastModifiedTime(file, FileTime.fromMillis(784_111_777_000L));
        Path none = Files.createFile(folder.resolve("none"));
        server = OriginServer.start(Map.of("/ten", file, "/none", none), InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> request(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return request("GET", path, headers);
    }

    private String entityTag() throws IOException, InterruptedException {
        return request("HEAD", "/ten").headers().firstValue("etag").orElseThrow();
    }

    private void assertCounted(long bytes) {
        await().untilAsserted(() -> assertThat(server.bodyBytes()).isEqualTo(bytes));
    }

    @Test
    void sendsWholeFilesAndCountsTheirBytes() throws Exception {
        HttpResponse<String> response = get("/ten");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(CONTENTS);
        assertThat(response.headers().firstValue("last-modified")).hasValue("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(response.headers().firstValue("accept-ranges")).hasValue("bytes");
        assertCounted(10);
    }

    @Test
    void tellsSizeAndTagWithoutABody() throws Exception {
        HttpResponse<String> response = request("HEAD", "/ten");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(10);
        assertThat(response.headers().firstValue("etag").orElseThrow()).matches("\"[0-9a-f]+-a-[0-9]+\"");
        assertCounted(0);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=2-4, 234, bytes 2-4/10",
        "bytes=8-, 89, bytes 8-9/10",
        "bytes=-3, 789, bytes 7-9/10",
        "bytes=-30, 0123456789, bytes 0-9/10",
        "bytes=9-100, 9, bytes 9-9/10"
    })
    void sendsAndCountsRanges(String range, String body, String contentRange) throws Exception {
        HttpResponse<String> response = get("/ten", "Range", range);

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.headers().firstValue("content-range")).hasValue(contentRange);
        assertCounted(body.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void refusesRangesBeyondTheEnd(String range) throws Exception {
        HttpResponse<String> response = get("/ten", "Range", range);

        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(response.headers().firstValue("content-range")).hasValue("bytes */10");
        assertCounted(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=4-2", "bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=x-y"})
    void ignoresRangesThatItDoesNotKnow(String range) throws Exception {
        HttpResponse<String> response = get("/ten", "Range", range);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(CONTENTS);
    }

    @Test
    void sendsEmptyFiles() throws Exception {
        assertThat(get("/none").statusCode()).isEqualTo(200);
        assertThat(get("/none").body()).isEmpty();
        assertThat(get("/none", "Range", "bytes=0-").statusCode()).isEqualTo(416);
    }

    @Test
    void sendsNothingOfAnotherVersionThanIfMatchNames() throws Exception {
        String before = entityTag();
        assertThat(get("/ten", "If-Match", before, "Range", "bytes=0-0").body()).isEqualTo("0");

        Files.move(Files.writeString(folder.resolve("new"), "abcdefghij"), file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(entityTag()).isNotEqualTo(before);
        HttpResponse<String> refused = get("/ten", "If-Match", before, "Range", "bytes=0-0");
        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(refused.body()).isEmpty();
        assertThat(get("/ten", "If-Match", "*").statusCode()).isEqualTo(200);
        assertThat(get("/ten", "If-Match", "\"x\", " + entityTag()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void sendsAllOfTheFileWhenIfRangeNamesAnotherVersion() throws Exception {
        assertThat(get("/ten", "If-Range", entityTag(), "Range", "bytes=1-1").body())
                .isEqualTo("1");

        HttpResponse<String> other = get("/ten", "If-Range", "\"other\"", "Range", "bytes=1-1");

        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(CONTENTS);
    }

    @Test
    void refusesWhatItDoesNotServe() throws Exception {
        assertThat(get("/other").statusCode()).isEqualTo(404);
        assertThat(get("/../ten").statusCode()).isEqualTo(404);
        assertThat(request("PUT", "/ten").statusCode()).isEqualTo(405);
        assertCounted(0);
    }
}
