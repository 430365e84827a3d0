package io.netfscache.origin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How HTTP origins are reached.
 *
 * @param httpProxy for {@code http:} URLs, or null
 * @param httpsProxy for {@code https:} URLs, or null
 * @param noProxy hosts that are reached without a proxy: {@code *}, names (with all below them), addresses, networks as
 *     {@code address/bits}; names and addresses may have a port
 * @param caFile certificates in PEM that are trusted instead of the Java runtime's, or null
 * @param connectTimeout longest wait for a connection to one address, 1 ms to 10 min
 * @param responseTimeout longest wait for the head of a response, and for the next bytes of a body, 1 ms to 10 min
 * @param userAgent value of the User-Agent header
 */
public record HttpOptions(
        @Nullable HttpProxy httpProxy,
        @Nullable HttpProxy httpsProxy,
        List<String> noProxy,
        @Nullable Path caFile,
        Duration connectTimeout,
        Duration responseTimeout,
        String userAgent) {
    public static final HttpOptions DEFAULTS = new HttpOptions(
            null, null, List.of(), null, HttpLimits.CONNECT_TIMEOUT, HttpLimits.RESPONSE_TIMEOUT, "netfs-cache");

    /** @throws IllegalArgumentException that names all problems at once */
    public HttpOptions {
        noProxy = List.copyOf(noProxy);
        List<String> problems = new ArrayList<>();
        for (String entry : noProxy) {
            addProblem(problems, "noProxy", () -> new HttpNoProxy(List.of(entry)));
        }
        if (caFile != null && !(Files.isRegularFile(caFile) && Files.isReadable(caFile))) {
            problems.add("caFile: " + caFile + " is not a file that can be read");
        }
        addTimeoutProblem(problems, "connectTimeout", connectTimeout);
        addTimeoutProblem(problems, "responseTimeout", responseTimeout);
        if (userAgent.isBlank() || !userAgent.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            problems.add("userAgent: it is blank or has characters that are not printable ASCII");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void addProblem(List<String> problems, String key, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + e.getMessage());
        }
    }

    private static void addTimeoutProblem(List<String> problems, String key, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(HttpLimits.MAX_TIMEOUT) > 0) {
            problems.add(key + ": " + value + " is not between 1 ms and " + HttpLimits.MAX_TIMEOUT);
        }
    }

    /**
     * The defaults with the proxies that an environment names, as curl reads it: {@code http_proxy} in lower case only
     * (a web server that runs a program may set HTTP_PROXY from a header of a request); {@code https_proxy},
     * {@code all_proxy} for what has no proxy of its own, and {@code no_proxy} in lower or else upper case. Empty is not
     * set.
     *
     * @throws IllegalArgumentException that names all wrong variables at once, without their user info
     */
    public static HttpOptions fromEnvironment(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Optional<HttpProxy> all = variable(environment, problems, HttpProxy::parse, "all_proxy", "ALL_PROXY");
        Optional<HttpProxy> http = variable(environment, problems, HttpProxy::parse, "http_proxy");
        Optional<HttpProxy> https = variable(environment, problems, HttpProxy::parse, "https_proxy", "HTTPS_PROXY");
        Optional<List<String>> direct = variable(environment, problems, HttpOptions::noProxyOf, "no_proxy", "NO_PROXY");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return DEFAULTS.withProxies(
                http.or(() -> all).orElse(null), https.or(() -> all).orElse(null), direct.orElse(List.of()));
    }

    private static List<String> noProxyOf(String value) {
        List<String> entries = List.of(value.strip().split("[,\\s]+"));
        List<String> named = entries.stream().filter(entry -> !entry.isEmpty()).toList();
        HttpNoProxy unused = new HttpNoProxy(named);
        return named;
    }

    /** Value of the first of these variables that is set. */
    private static <T> Optional<T> variable(
            Map<String, String> environment, List<String> problems, Function<String, T> parser, String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                try {
                    return Optional.of(parser.apply(value));
                } catch (IllegalArgumentException e) {
                    problems.add(name + ": " + e.getMessage());
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** These options with other proxies. */
    public HttpOptions withProxies(@Nullable HttpProxy http, @Nullable HttpProxy https, List<String> direct) {
        return new HttpOptions(http, https, direct, caFile, connectTimeout, responseTimeout, userAgent);
    }

    /** These options with other trusted certificates. */
    public HttpOptions withCaFile(@Nullable Path file) {
        return new HttpOptions(httpProxy, httpsProxy, noProxy, file, connectTimeout, responseTimeout, userAgent);
    }

    /** These options with other time-outs. */
    public HttpOptions withTimeouts(Duration connect, Duration response) {
        return new HttpOptions(httpProxy, httpsProxy, noProxy, caFile, connect, response, userAgent);
    }
}
