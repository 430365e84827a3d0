package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChaosOriginTest {
    private static final List<ChaosFile> FILES = ChaosFile.some(3);
    private static final ChaosFile FILE = FILES.get(1);

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    private ChaosOrigin origin;

    @BeforeEach
    void start() throws IOException {
        origin = ChaosOrigin.start(FILES, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    }

    @AfterEach
    void stop() {
        origin.close();
    }

    private HttpResponse<byte[]> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin.url() + path))
                .header("User-Agent", "client-7")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Optional<String> tag(HttpResponse<byte[]> response) {
        return response.headers().firstValue("ETag");
    }

    @Test
    void servesTheFirstVersionOfEachFile() throws Exception {
        HttpResponse<byte[]> all = send("GET", FILE.path(), "");

        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(all.body()).isEqualTo(FILE.contents(0));
        assertThat(tag(all)).contains("\"version-0\"");
        assertThat(send("GET", "/nothing", "").statusCode()).isEqualTo(404);
    }

    @Test
    void headTellsSizeAndVersion() throws Exception {
        HttpResponse<byte[]> head = send("HEAD", FILE.path(), "");

        assertThat(head.headers().firstValue("Content-Length")).contains(String.valueOf(FILE.bytes()));
        assertThat(tag(head)).contains("\"version-0\"");
    }

    @Test
    void putChangesTheVersionAndNeverBack() throws Exception {
        assertThat(send("PUT", FILE.path(), "5").statusCode()).isEqualTo(204);
        assertThat(send("PUT", FILE.path(), "5").statusCode()).isEqualTo(204);
        assertThat(send("PUT", FILE.path(), "4").statusCode()).isEqualTo(409);
        assertThat(send("PUT", FILE.path(), "five").statusCode()).isEqualTo(400);

        HttpResponse<byte[]> now = send("GET", FILE.path(), "");
        assertThat(now.body()).isEqualTo(FILE.contents(5));
        assertThat(tag(now)).contains("\"version-5\"");
    }

    @Test
    void givesRangesOfTheVersionThatIsAskedFor() throws Exception {
        HttpResponse<byte[]> range =
                send("GET", FILE.path(), "", "Range", "bytes=4096-8191", "If-Match", "\"version-0\"");

        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(FILE.contents(0), 4096, 8192));
        assertThat(range.headers().firstValue("Content-Range")).contains("bytes 4096-8191/" + FILE.bytes());
        assertThat(send("GET", FILE.path(), "", "Range", "bytes=9999999-").statusCode())
                .isEqualTo(416);
        assertThat(send("GET", FILE.path(), "", "If-Match", "\"version-1\"").statusCode())
                .isEqualTo(412);
    }

    @Test
    void countsWhatEachClientAsks() throws Exception {
        send("HEAD", FILE.path(), "");
        send("GET", FILE.path(), "", "Range", "bytes=0-4095");

        assertThat(origin.traffic()).containsEntry("client-7", new OriginTraffic(2, 1, 4096));
    }
}
