package io.netfscache.cli.config;

import io.netfscache.origin.HttpOptions;
import io.netfscache.origin.HttpProxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of HTTP origins, together. */
public final class OriginSettings {
    private OriginSettings() {}

    /**
     * How HTTP origins are reached; what is not set is as the variables that curl reads have it.
     *
     * @throws IllegalArgumentException that names all settings and variables that are wrong
     */
    public static HttpOptions options(Configuration configuration, Map<String, String> environment) {
        HttpOptions usual = HttpOptions.fromEnvironment(environment);
        @Nullable Path caFile = configuration.find(Settings.ORIGIN_CA_FILE);
        return usual.withProxies(
                        first(configuration.find(Settings.ORIGIN_HTTP_PROXY), usual.httpProxy()),
                        first(configuration.find(Settings.ORIGIN_HTTPS_PROXY), usual.httpsProxy()),
                        or(configuration.find(Settings.ORIGIN_NO_PROXY), usual.noProxy()))
                .withCaFile(caFile)
                .withTimeouts(
                        or(configuration.find(Settings.ORIGIN_CONNECT_TIMEOUT), usual.connectTimeout()),
                        or(configuration.find(Settings.ORIGIN_RESPONSE_TIMEOUT), usual.responseTimeout()));
    }

    private static @Nullable HttpProxy first(@Nullable HttpProxy set, @Nullable HttpProxy usual) {
        return set != null ? set : usual;
    }

    private static <T> T or(@Nullable T set, T usual) {
        return Objects.requireNonNullElse(set, usual);
    }
}
