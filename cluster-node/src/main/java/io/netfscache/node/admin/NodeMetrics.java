package io.netfscache.node.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Figure;
import io.netfscache.node.inspect.CacheFigures;
import io.netfscache.protocol.CacheList;
import io.netfscache.protocol.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The node's figures for Prometheus: {@code readBytes} is {@code netfs_cache_read_bytes_total}, and reasons are one counter
 * with a label. Reads the figures only when it is asked for them.
 */
public final class NodeMetrics implements AutoCloseable {
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final String PREFIX = "netfs.cache.";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final NodeStats stats;
    /** The registry holds them weakly. */
    private final List<Figure> counters;

    private final Set<String> gauges = new HashSet<>();

    /** @param software name and version of the program */
    public NodeMetrics(NodeStats stats, String software, String nodeId) {
        this.stats = stats;
        this.counters = stats.counters();
        counters.forEach(this::count);
        for (Reason reason : Reason.values()) {
            if (reason != Reason.NONE) {
                FunctionCounter.builder(PREFIX + "not.cached", stats, from -> from.notCached(reason))
                        .description("requests answered ENOBUFS, by reason")
                        .tag("reason", reason.name())
                        .register(registry);
            }
        }
        Gauge.builder(PREFIX + "info", () -> 1)
                .description("always 1; the labels say which node this is")
                .tag("software", software)
                .tag("node", nodeId)
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** One series for each of the node's caches, whose names do not change. */
    public void addCaches(CacheFigures figures) {
        for (CacheList.Entry cache : figures.list().caches()) {
            cacheGauge(
                    figures,
                    cache.name(),
                    "online",
                    "1 while the cache is in service and takes bytes",
                    entry -> entry.state().equals(CacheList.Entry.ONLINE) ? 1 : 0);
            cacheGauge(figures, cache.name(), "present.bytes", "bytes of objects", CacheList.Entry::presentBytes);
            cacheGauge(
                    figures, cache.name(), "free.bytes", "what of its filesystem is free", CacheList.Entry::freeBytes);
        }
    }

    private void cacheGauge(
            CacheFigures figures, String cache, String what, String help, ToLongFunction<CacheList.Entry> value) {
        Gauge.builder(
                        PREFIX + "of.cache." + what,
                        () -> figures.list().caches().stream()
                                .filter(entry -> entry.name().equals(cache))
                                .mapToLong(value)
                                .sum())
                .description("of each cache: " + help)
                .tag("cache", cache)
                .register(registry);
    }

    private void count(Figure figure) {
        FunctionCounter.builder(
                        PREFIX + dotted(figure.name()),
                        figure,
                        from -> from.value().getAsLong())
                .description(figure.help())
                .register(registry);
    }

    /** Parts of a node that begin later add their gauges later. */
    private void registerGauges() {
        for (Figure gauge : stats.gauges()) {
            if (gauges.add(gauge.name())) {
                Gauge.builder(PREFIX + dotted(gauge.name()), () -> gauge.value().getAsLong())
                        .description(gauge.help())
                        .register(registry);
            }
        }
    }

    private static String dotted(String camelCase) {
        return camelCase.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
    }

    /** All figures now. */
    synchronized String scrape(boolean openMetrics) {
        registerGauges();
        return registry.scrape(openMetrics ? OPEN_METRICS : TEXT);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
