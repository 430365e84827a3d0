package io.netfscache.node.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.inspect.Inspection;
import io.netfscache.protocol.CacheList;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieList;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ListCookies;
import io.netfscache.protocol.ListVolumes;
import io.netfscache.protocol.Traffic;
import io.netfscache.protocol.VolumeList;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the admin port answers to {@code GET}: {@code /livez} (200 when the threads of the node work, whatever else is wrong),
 * {@code /readyz} (200 while the node may be counted on, else 503 and why, see {@link Readiness}), {@code /health} (200 while
 * the serving lease is held, else 503), {@code /status}, {@code /stats}, {@code /caches}, {@code /volumes} and {@code /cookies}
 * in JSON, {@code /metrics} for Prometheus. Lists are of the records that this node owns: the command line asks all nodes.
 * A node that leaves answers the first three until its end, and nothing else.
 */
public final class AdminPages implements Pages {
    /** A request that is not understood; the message is the answer. */
    private static final class BadRequestException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadRequestException(String message) {
            super(message, null, false, false);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final String SCOPE = "records that this node owns";

    private static final Set<String> PROBES = Set.of("/livez", "/readyz", "/health");

    private final Supplier<CompletionStage<Void>> threads;
    private final Readiness readiness;
    private final BooleanSupplier healthy;
    private final Supplier<Map<String, String>> status;
    private final Supplier<Map<String, Long>> stats;
    private final NodeMetrics metrics;
    private final Inspection inspection;

    /** @param threads completes when each thread that must never be stuck has answered; does not block */
    public AdminPages(
            Supplier<CompletionStage<Void>> threads,
            Readiness readiness,
            BooleanSupplier healthy,
            Supplier<Map<String, String>> status,
            Supplier<Map<String, Long>> stats,
            NodeMetrics metrics,
            Inspection inspection) {
        this.threads = threads;
        this.readiness = readiness;
        this.healthy = healthy;
        this.status = status;
        this.stats = stats;
        this.metrics = metrics;
        this.inspection = inspection;
    }

    @Override
    public CompletionStage<Page> get(String uri, String accept) {
        try {
            return find(new QueryStringDecoder(uri, StandardCharsets.UTF_8), accept)
                    .exceptionally(AdminPages::failed);
        } catch (BadRequestException e) {
            return done(error(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            return done(error(HttpResponseStatus.BAD_REQUEST, "the query cannot be decoded: " + e.getMessage()));
        }
    }

    static Page error(HttpResponseStatus status, String words) {
        return json(status, Map.of("error", words));
    }

    private static Page failed(Throwable error) {
        return error(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "the records cannot be listed now: "
                        + NodeException.unwrap(error).getMessage());
    }

    private CompletionStage<Page> find(QueryStringDecoder query, String accept) {
        if (readiness.isLeaving() && !PROBES.contains(query.path())) {
            return done(error(HttpResponseStatus.SERVICE_UNAVAILABLE, "the node is leaving: ask another one"));
        }
        return switch (query.path()) {
            case "/livez" -> alive(threads);
            case "/readyz" -> done(ready());
            case "/health" -> done(health());
            case "/status" -> done(json(HttpResponseStatus.OK, new TreeMap<>(status.get())));
            case "/stats" -> done(json(HttpResponseStatus.OK, new TreeMap<>(stats.get())));
            case "/metrics" -> done(metrics(accept));
            case "/caches" -> inspection.caches().thenApply(AdminPages::page);
            case "/volumes" -> volumes(parameters(query, Set.of("limit")));
            case "/cookies" -> cookies(parameters(query, Set.of("volume", "limit")));
            default ->
                done(error(
                        HttpResponseStatus.NOT_FOUND,
                        "there are /livez, /readyz, /health, /status, /stats, /metrics, /caches, /volumes and"
                                + " /cookies?volume=KEY"));
        };
    }

    static CompletionStage<Page> done(Page page) {
        return CompletableFuture.completedFuture(page);
    }

    static CompletionStage<Page> alive(Supplier<CompletionStage<Void>> threads) {
        return threads.get().thenApply(answered -> json(HttpResponseStatus.OK, Map.of("alive", true)));
    }

    static Page notReady(String reason) {
        return json(HttpResponseStatus.SERVICE_UNAVAILABLE, fields("ready", false, "reason", reason));
    }

    static Page notHealthy(String reason) {
        return json(HttpResponseStatus.SERVICE_UNAVAILABLE, fields("healthy", false, "reason", reason));
    }

    private Page ready() {
        return readiness
                .problem()
                .map(AdminPages::notReady)
                .orElseGet(() -> json(HttpResponseStatus.OK, Map.of("ready", true)));
    }

    private Page health() {
        return healthy.getAsBoolean()
                ? json(HttpResponseStatus.OK, Map.of("healthy", true))
                : notHealthy("no serving lease");
    }

    private Page metrics(String accept) {
        boolean open = accept.contains("application/openmetrics-text");
        return new Page(
                HttpResponseStatus.OK, open ? NodeMetrics.OPEN_METRICS : NodeMetrics.TEXT, metrics.scrape(open));
    }

    private CompletionStage<Page> volumes(Map<String, String> parameters) {
        int limit = limit(parameters);
        return inspection.volumes(new ListVolumes("", limit)).thenApply(list -> page(list, inspection.traffic(limit)));
    }

    private CompletionStage<Page> cookies(Map<String, String> parameters) {
        String volume = parameters.getOrDefault("volume", "");
        int bytes = volume.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > Limits.MAX_VOLUME_KEY_BYTES) {
            throw new BadRequestException(
                    "volume: a volume key of 1 to " + Limits.MAX_VOLUME_KEY_BYTES + " bytes is needed");
        }
        return inspection
                .cookies(new ListCookies(volume, CookieId.LOWEST, limit(parameters)))
                .thenApply(list -> page(volume, list));
    }

    private static Map<String, String> parameters(QueryStringDecoder query, Set<String> known) {
        Map<String, String> parameters = new TreeMap<>();
        query.parameters().forEach((name, values) -> {
            if (!known.contains(name)) {
                throw new BadRequestException(name + ": no such parameter; there are: "
                        + String.join(", ", known.stream().sorted().toList()));
            }
            if (values.size() > 1) {
                throw new BadRequestException(name + ": is given " + values.size() + " times");
            }
            parameters.put(name, values.get(0));
        });
        return parameters;
    }

    private static int limit(Map<String, String> parameters) {
        String text = parameters.getOrDefault("limit", Integer.toString(NodeLimits.ADMIN_LIST));
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= NodeLimits.MAX_ADMIN_LIST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of bounds is.
        }
        throw new BadRequestException("limit: \"" + text + "\" is not a number from 1 to " + NodeLimits.MAX_ADMIN_LIST);
    }

    private static Page page(CacheList list) {
        return json(HttpResponseStatus.OK, Map.of("scope", "caches of this node", "caches", list.caches()));
    }

    private static Page page(VolumeList list, SortedMap<String, Traffic> traffic) {
        List<Map<String, Object>> volumes = list.volumes().stream()
                .map(volume -> fields(
                        "key", volume.key(),
                        "coherency", volume.coherency().toString(),
                        "cache", volume.cacheName(),
                        "generation", volume.generation().toString(),
                        "fencePending", volume.fencePending()))
                .toList();
        List<Map<String, Object>> served = traffic.entrySet().stream()
                .map(volume -> fields(volume.getKey(), volume.getValue()))
                .toList();
        return json(
                HttpResponseStatus.OK,
                fields("scope", SCOPE, "volumes", volumes, "more", list.more(), "readAndStoredHere", served));
    }

    private static Map<String, Object> fields(String volumeKey, Traffic traffic) {
        return fields(
                "key", volumeKey,
                "reads", traffic.reads(),
                "readMisses", traffic.misses(),
                "readBytes", traffic.readBytes(),
                "storedBytes", traffic.storedBytes(),
                "hitRatio", traffic.hitRatio().isPresent() ? traffic.hitRatio().getAsDouble() : null,
                "meanSeconds", seconds(traffic.meanLatency()),
                "p99Seconds", seconds(traffic.latencyBelow(0.99)));
    }

    private static @Nullable Double seconds(Optional<Duration> time) {
        return time.map(some -> some.toNanos() / 1e9).orElse(null);
    }

    private static Page page(String volumeKey, CookieList list) {
        List<Map<String, Object>> cookies = list.cookies().stream()
                .map(cookie -> fields(
                        "key", new String(cookie.key().toArray(), StandardCharsets.UTF_8),
                        "id", CookieId.of(volumeKey, cookie.key().toArray()).toString(),
                        "size", cookie.objectSize(),
                        "aux", cookie.aux().toString(),
                        "generation", cookie.generation().toString(),
                        "modifiers", cookie.modifiers(),
                        "disabled", cookie.disabled(),
                        "retired", cookie.retired(),
                        "fencePending", cookie.fencePending()))
                .toList();
        return json(
                HttpResponseStatus.OK,
                fields("scope", SCOPE, "volume", volumeKey, "cookies", cookies, "more", list.more()));
    }

    private static Map<String, Object> fields(@Nullable Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static Page json(HttpResponseStatus code, Map<String, ?> body) {
        try {
            return new Page(code, JSON_TYPE, JSON.writeValueAsString(body) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, strings and numbers are always JSON", e);
        }
    }
}
