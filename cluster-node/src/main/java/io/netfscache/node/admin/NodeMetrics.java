package io.netfscache.node.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Figure;
import io.netfscache.node.inspect.CacheFigures;
import io.netfscache.node.inspect.VolumeCounters;
import io.netfscache.protocol.CacheList;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Traffic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The node's figures for Prometheus: {@code readBytes} is {@code netfs_cache_read_bytes_total}, and reasons are one counter
 * with a label. Reads the figures only when it is asked for them.
 */
public final class NodeMetrics implements AutoCloseable {
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final String PREFIX = "netfs.cache.";
    private static final String VOLUME = PREFIX + "volume.";
    private static final String LABEL = "volume";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final NodeStats stats;
    private final VolumeCounters volumes;
    /** The registry holds them weakly. */
    private final List<Figure> counters;

    private final Set<String> gauges = new HashSet<>();
    private final Set<String> labelled = new HashSet<>();

    /** @param software name and version of the program */
    public NodeMetrics(NodeStats stats, VolumeCounters volumes, String software, String nodeId) {
        this.stats = stats;
        this.volumes = volumes;
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

    /** A volume that has a label keeps it. */
    private void registerVolumes() {
        for (String key : volumes.labelled()) {
            if (labelled.add(key)) {
                register(key, from -> from.traffic(key));
            }
        }
        if (!volumes.unlabelled().equals(Traffic.NONE) && labelled.add(VolumeCounters.OTHERS)) {
            register(VolumeCounters.OTHERS, VolumeCounters::unlabelled);
        }
    }

    private void register(String key, Function<VolumeCounters, Traffic> figures) {
        count(key, "reads", "READ frames of the volume answered with bytes", figures.andThen(Traffic::reads));
        count(key, "read.misses", "READ frames of the volume answered ENODATA", figures.andThen(Traffic::misses));
        count(key, "read.bytes", "bytes of the volume sent", figures.andThen(Traffic::readBytes));
        count(key, "stored.bytes", "bytes of the volume stored", figures.andThen(Traffic::storedBytes));
        FunctionTimer.builder(
                        VOLUME + "read",
                        volumes,
                        from -> reads(figures.apply(from)),
                        from -> figures.apply(from).readNanos(),
                        TimeUnit.NANOSECONDS)
                .description("how long READ frames of the volume took on the node, misses too")
                .tag(LABEL, key)
                .register(registry);
        TimeGauge.builder(VOLUME + "read.p99", volumes, TimeUnit.NANOSECONDS, from -> p99Nanos(figures.apply(from)))
                .description("99 of 100 of them since the start of the node took less")
                .tag(LABEL, key)
                .register(registry);
    }

    private void count(String key, String name, String help, Function<VolumeCounters, Long> figure) {
        FunctionCounter.builder(VOLUME + name, volumes, figure::apply)
                .description(help)
                .tag(LABEL, key)
                .register(registry);
    }

    private static long reads(Traffic traffic) {
        return traffic.reads() + traffic.misses();
    }

    private static double p99Nanos(Traffic traffic) {
        return traffic.latencyBelow(0.99).map(Duration::toNanos).orElse(0L);
    }

    private static String dotted(String camelCase) {
        return camelCase.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
    }

    /** All figures now. */
    synchronized String scrape(boolean openMetrics) {
        registerGauges();
        registerVolumes();
        return registry.scrape(openMetrics ? OPEN_METRICS : TEXT);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
