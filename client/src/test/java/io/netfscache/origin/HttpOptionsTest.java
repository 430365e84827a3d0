package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HttpOptionsTest {
    private static HttpProxy proxy(String host) {
        return new HttpProxy(host, 3128, null);
    }

    @Test
    void theDefaultsArePinned() {
        assertThat(HttpOptions.DEFAULTS)
                .isEqualTo(new HttpOptions(
                        null, null, List.of(), null, Duration.ofSeconds(5), Duration.ofSeconds(30), "netfs-cache"));
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new HttpOptions(
                        null,
                        null,
                        List.of("ok", "a b", "10.0.0.0/33"),
                        Path.of("/none"),
                        Duration.ZERO,
                        Duration.ofSeconds(Long.MAX_VALUE),
                        "x\r\nEvil: y"))
                .withMessageContainingAll(
                        "noProxy: \"a b\"",
                        "noProxy: \"10.0.0.0/33\"",
                        "caFile: /none is not a file that can be read",
                        "connectTimeout: PT0S is not between 1 ms and PT10M",
                        "responseTimeout: ",
                        "userAgent: ");
    }

    @Test
    void theEnvironmentIsReadAsCurlReadsIt() {
        assertThat(HttpOptions.fromEnvironment(Map.of())).isEqualTo(HttpOptions.DEFAULTS);
        HttpOptions options = HttpOptions.fromEnvironment(Map.of(
                "HTTP_PROXY", "from-a-header:1",
                "http_proxy", "http://low:3128/",
                "https_proxy", "",
                "HTTPS_PROXY", "HTTP://UP:3128",
                "no_proxy", " localhost, .example.com 10.0.0.0/8,,"));
        assertThat(options.httpProxy()).isEqualTo(proxy("low"));
        assertThat(options.httpsProxy()).isEqualTo(proxy("up"));
        assertThat(options.noProxy()).containsExactly("localhost", ".example.com", "10.0.0.0/8");
        HttpOptions all = HttpOptions.fromEnvironment(
                Map.of("ALL_PROXY", "all:3128", "https_proxy", "mine:3128", "NO_PROXY", "*", "HTTP_PROXY", "no:1"));
        assertThat(all.httpProxy()).isEqualTo(proxy("all"));
        assertThat(all.httpsProxy()).isEqualTo(proxy("mine"));
        assertThat(all.noProxy()).containsExactly("*");
    }

    @Test
    void wrongVariablesAreNamedAllAtOnceWithoutTheirPasswords() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> HttpOptions.fromEnvironment(Map.of(
                        "http_proxy", "socks5://user:secret@h:1",
                        "HTTPS_PROXY", "http://user:secret@h:port",
                        "all_proxy", "http://user:sec/ret@h:0",
                        "no_proxy", "fine,a b,x/y")))
                .withMessageContainingAll("http_proxy: ", "HTTPS_PROXY: ", "all_proxy: ", "no_proxy: \"x/y\"")
                .withMessageNotContaining("secret")
                .withMessageNotContaining("sec/");
    }

    @Test
    void aProxyHidesItsPasswordAndHasCurlsDefaultPort() {
        HttpProxy proxy = HttpProxy.parse("http://user:p%40ss@Proxy.example");
        assertThat(proxy).isEqualTo(new HttpProxy("proxy.example", 1080, "user:p@ss"));
        assertThat(HttpOptions.DEFAULTS.withProxies(proxy, proxy, List.of()).toString())
                .contains("proxy.example:1080")
                .doesNotContain("ss", "user:");
        assertThat(HttpProxy.parse("[::1]:8080")).hasToString("[::1]:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://", "https://h:1", "socks5h://h", "h:x", "h:0", "h/path", "a b"})
    void whatNamesNoProxyIsRefused(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> HttpProxy.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "*, http://any.example/, true",
        "example.com, http://example.com/, true",
        "example.com, http://EXAMPLE.com.:8080/, true",
        "example.com, https://a.b.example.com/, true",
        ".example.com, http://example.com/, true",
        ".example.com, http://a.example.com/, true",
        "example.com, http://notexample.com/, false",
        "example.com, http://example.com.evil/, false",
        "example.com:8080, http://example.com:8080/, true",
        "example.com:8080, http://example.com/, false",
        "example.com:443, https://x.example.com/, true",
        "127.0.0.1, http://127.0.0.1:81/, true",
        "127.0.0.1, http://127.0.0.2/, false",
        "0.0.1, http://127.0.0.1/, false",
        "10.0.0.0/8, http://10.255.0.1/, true",
        "10.0.0.0/8, http://11.0.0.1/, false",
        "10.0.0.0/8, http://ten.example/, false",
        "192.168.1.128/25, http://192.168.1.127/, false",
        "::1, http://[::1]:8080/, true",
        "[::1], http://[0:0::1]/, true",
        "[::1]:81, http://[::1]:82/, false",
        "2001:db8::/32, http://[2001:db8:1::5]/, true",
        "2001:db8::/32, http://[2001:db9::5]/, false",
        "0.0.0.0/0, http://[::1]/, false",
    })
    void noProxyMeansWhatCurlMeans(String entry, String url, boolean direct) {
        assertThat(new HttpNoProxy(List.of("other.example", entry))
                        .contains(HttpUrl.parse(url).server()))
                .isEqualTo(direct);
    }
}
