package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one spelling of a URL (RFC 3986 5 and 6, RFC 3987 3.1). */
@Timeout(60)
final class HttpUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://h, http://h/",
        "HTTP://EXAMPLE.com:80, http://example.com/",
        "https://h:443/a, https://h/a",
        "https://h:80/a, https://h:80/a",
        "http://h:/a, http://h/a",
        "http://h./a, http://h/a",
        "http://my_host/a, http://my_host/a",
        "http://user:pa@ss@h/a, http://h/a",
        "http://h?q, http://h/?q",
        "http://h/a#b?c, http://h/a",
        "http://h/a/./b/../c/., http://h/a/c/",
        "http://h/../../a/.., http://h/",
        "http://h/%2e%2E/a, http://h/a",
        "http://h/a//b, http://h/a//b",
        "http://h/%7euser, http://h/~user",
        "http://h/a%2fb, http://h/a%2Fb",
        "http://h/a b\u00e4\ud83d\ude00, http://h/a%20b%C3%A4%F0%9F%98%80",
        "http://h/100%, http://h/100%25",
        "http://h/%zz, http://h/%25zz",
        "http://h/?a[]=b|c&d=/?:@, http://h/?a%5B%5D=b%7Cc&d=/?:@",
        "http://h/?../x, http://h/?../x",
        "http://b\u00fccher.example/, http://xn--bcher-kva.example/",
        "http://b%c3%bccher.EXAMPLE/, http://xn--bcher-kva.example/",
        "http://[::1]:8080/a, http://[::1]:8080/a",
        "http://[0:0:0:0:0:0:0:1]/, http://[::1]/",
        "http://[2001:DB8::A]/, http://[2001:db8::a]/",
    })
    void eachUrlHasOneSpelling(String given, String spelling) {
        assertThat(HttpUrl.parse(given)).hasToString(spelling);
        assertThat(HttpUrl.parse(spelling)).isEqualTo(HttpUrl.parse(given));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http:///a",
                "http://user@/a",
                "http://:80/",
                "http://h:x/",
                "http://h:0/",
                "http://h:65536/",
                "http://h:-1/",
                "http://h:+80/",
                "http://a b/",
                "http://a..b/",
                "http://a\\b/",
                "http://[::1/",
                "http://[::1]x/",
                "http://[h]/",
                "http://[fe80::1%25eth0]/",
                "http://user:pa/ss@h/",
                "http://h/\ud83d",
                "ftp://h/",
                "http:/h/"
            })
    void whatIsNoUrlIsRefusedWithoutQuotingIt(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> HttpUrl.parse(text))
                .withMessageNotContaining("pa/ss")
                .withMessageNotContaining("//");
    }

    @ParameterizedTest
    @CsvSource({
        "g, http://a/b/c/g",
        "./g, http://a/b/c/g",
        "g/, http://a/b/c/g/",
        "/g, http://a/g",
        "//g, http://g/",
        "?y, http://a/b/c/d;p?y",
        "g?y, http://a/b/c/g?y",
        "#s, http://a/b/c/d;p?q",
        "g#s, http://a/b/c/g",
        "., http://a/b/c/",
        ".., http://a/b/",
        "../.., http://a/",
        "../../../g, http://a/g",
        "g;x=1/../y, http://a/b/c/y",
        "https://h/x, https://h/x",
        "HTTP://h, http://h/"
    })
    void locationsAreResolvedAsTheStandardHasIt(String location, String target) {
        assertThat(HttpUrl.parse("http://a/b/c/d;p?q").resolve(location)).hasToString(target);
    }

    @Test
    void userInfoIsDecodedAndKeptApart() {
        assertThat(HttpUrl.authorization("http://us%65r:p%40ss%3A@h/a@b")).isEqualTo(HttpUrl.basic("user:p@ss:"));
        assertThat(HttpUrl.authorization("http://user@h/")).isEqualTo(HttpUrl.basic("user:"));
        assertThat(HttpUrl.basic("Aladdin:open sesame")).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(HttpUrl.authorization("http://h/a@b")).isNull();
        assertThat(HttpUrl.authorization("http://@h/")).isNull();
    }

    @Test
    void aVolumeKeyNamesTheServerAndIsShortEnough() {
        assertThat(HttpUrl.parse("http://EXAMPLE.com./x").server().volumeKey()).isEqualTo("http,example.com,80");
        assertThat(HttpUrl.parse("https://example.com/").server().volumeKey()).isEqualTo("https,example.com,443");
        assertThat(HttpUrl.parse("http://[::1]:81/").server().volumeKey()).isEqualTo("http,[::1],81");
        String longest = "a".repeat(49) + ("." + "b".repeat(50)).repeat(4);
        String other = "c" + longest.substring(1);
        assertThat(longest).hasSize(253);
        String key = HttpUrl.parse("https://" + longest + ":65535").server().volumeKey();
        assertThat(key).startsWith("https,sha256:").endsWith(",65535").matches("[ -.0-~]{1,254}");
        assertThat(HttpUrl.parse("https://" + other + ":65535").server().volumeKey())
                .isNotEqualTo(key);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> HttpUrl.parse("http://" + longest + "b/"))
                .withMessageContaining("254 characters");
    }

    @Test
    void anObjectKeyHasAtMost255BytesAndTwoUrlsHaveTwo() {
        HttpOrigin origin = new HttpOrigin(HttpUrl.parse("http://h/").server(), null, HttpOptions.DEFAULTS);
        try (origin) {
            assertThat(origin.objectKey("/" + "x".repeat(254))).hasSize(255);
            byte[] hashed = origin.objectKey("/" + "x".repeat(255));
            assertThat(hashed)
                    .hasSizeLessThanOrEqualTo(255)
                    .asString(StandardCharsets.US_ASCII)
                    .startsWith("sha256:");
            assertThat(origin.objectKey("/" + "x".repeat(256))).isNotEqualTo(hashed);
        }
    }
}
