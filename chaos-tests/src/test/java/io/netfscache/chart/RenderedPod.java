package io.netfscache.chart;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.netfscache.chart.Manifests.Claim;
import io.netfscache.chart.Manifests.Container;
import io.netfscache.chart.Manifests.ContainerPort;
import io.netfscache.chart.Manifests.Hook;
import io.netfscache.chart.Manifests.HttpGet;
import io.netfscache.chart.Manifests.Lifecycle;
import io.netfscache.chart.Manifests.PodSpec;
import io.netfscache.chart.Manifests.ValueFrom;
import io.netfscache.chart.Manifests.Variable;
import io.netfscache.chart.Manifests.Volume;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pod of the chart's StatefulSet, as something else than Kubernetes can run it.
 *
 * @param image as the values name it
 * @param arguments of the image's entry point
 * @param variables of the environment, in their order; see {@link #environment}
 * @param mounts all of them
 * @param user number of the user, and {@code group} of its group; no root
 * @param volumesGroup the group that volumes are given to
 * @param readOnlyRoot whether nothing but the mounts can be written to
 * @param memory most bytes of memory
 * @param ports by their names
 * @param replicas pods of the StatefulSet
 * @param discoveryName DNS name that has the addresses of all pods, ready or not
 * @param startup first asked, until it succeeds once; then {@code readiness} and {@code liveness}
 * @param preStop asked before SIGTERM is sent
 * @param grace from there until SIGKILL
 */
public record RenderedPod(
        String image,
        List<String> arguments,
        List<Variable> variables,
        List<Mount> mounts,
        long user,
        long group,
        long volumesGroup,
        boolean readOnlyRoot,
        long memory,
        Map<String, Integer> ports,
        int replicas,
        String discoveryName,
        Probe startup,
        Probe readiness,
        Probe liveness,
        Optional<Get> preStop,
        Duration grace) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");
    private static final Pattern QUANTITY = Pattern.compile("([0-9]+)(|k|M|G|T|Ki|Mi|Gi|Ti)");

    /** What is mounted. */
    public enum Kind {
        /** Files that the mount brings, read-only. */
        FILES,
        /** Empty at the start of each pod, kept when its container is started again. */
        SCRATCH,
        /** Kept for ever, of each pod its own. */
        CLAIM
    }

    /**
     * @param name of the volume
     * @param path in the container
     * @param files name and contents of each, of {@link Kind#FILES}
     * @param bytes size, of the others
     */
    public record Mount(String name, String path, Kind kind, Map<String, String> files, long bytes) {}

    /** A GET over HTTP that has to be answered with a status from 200 to 399. */
    public record Get(int port, String path) {}

    /** @param failures in a row that count */
    public record Probe(Get get, Duration period, Duration timeout, int failures) {}

    /** @param values of the chart, in YAML; may be empty */
    public static RenderedPod of(String values) throws IOException {
        return of(HelmChart.render(values));
    }

    static RenderedPod of(Manifests manifests) throws IOException {
        PodSpec pod = manifests.statefulSet().spec().template().spec();
        Container node = manifests.node();
        Map<String, Integer> ports = new TreeMap<>();
        for (ContainerPort port : present(node.ports(), "ports")) {
            ports.put(port.name(), port.containerPort());
        }
        Lifecycle lifecycle = node.lifecycle();
        Hook hook = lifecycle == null ? null : lifecycle.preStop();
        HttpGet preStop = hook == null ? null : hook.httpGet();
        return new RenderedPod(
                node.image(),
                node.args(),
                present(node.env(), "env"),
                mounts(manifests),
                present(pod.securityContext().runAsUser(), "runAsUser"),
                present(pod.securityContext().runAsGroup(), "runAsGroup"),
                present(pod.securityContext().fsGroup(), "fsGroup"),
                node.securityContext().readOnlyRootFilesystem(),
                bytes(present(node.resources().limits().get("memory"), "memory").asText()),
                ports,
                manifests.statefulSet().spec().replicas(),
                discoveryName(manifests),
                probe(present(node.startupProbe(), "startupProbe"), ports),
                probe(present(node.readinessProbe(), "readinessProbe"), ports),
                probe(present(node.livenessProbe(), "livenessProbe"), ports),
                preStop == null ? Optional.empty() : Optional.of(get(preStop, ports)),
                Duration.ofSeconds(present(pod.terminationGracePeriodSeconds(), "terminationGracePeriodSeconds")));
    }

    /**
     * The environment, with references between the variables resolved.
     *
     * @param outside fields of the pod by their paths, such as status.podIP, and what is in secrets by name/key
     * @throws IllegalArgumentException when one that is needed is missing
     */
    public Map<String, String> environment(Map<String, String> outside) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Variable variable : variables) {
            String value = variable.value();
            environment.put(variable.name(), value == null ? outside(variable, outside) : expand(value, environment));
        }
        return environment;
    }

    private static String outside(Variable variable, Map<String, String> outside) {
        ValueFrom from = variable.valueFrom();
        String place = from == null ? null : place(from);
        String value = place == null ? null : outside.get(place);
        if (value == null) {
            throw new IllegalArgumentException(variable.name() + " has no value: it needs " + place);
        }
        return value;
    }

    private static @Nullable String place(ValueFrom from) {
        Manifests.Field field = from.fieldRef();
        Manifests.Key key = from.secretKeyRef() != null ? from.secretKeyRef() : from.configMapKeyRef();
        return field != null ? field.fieldPath() : key != null ? key.name() + "/" + key.key() : null;
    }

    /** As the kubelet: only variables that are named before count, others are left as they are. */
    private static String expand(String value, Map<String, String> known) {
        return REFERENCE
                .matcher(value)
                .replaceAll(reference ->
                        Matcher.quoteReplacement(known.getOrDefault(reference.group(1), reference.group())));
    }

    private static List<Mount> mounts(Manifests manifests) {
        List<Mount> mounts = new ArrayList<>();
        for (Manifests.Mount mount : manifests.node().volumeMounts()) {
            mounts.add(mount(manifests, mount));
        }
        return List.copyOf(mounts);
    }

    private static Mount mount(Manifests manifests, Manifests.Mount mount) {
        List<Claim> claims = manifests.statefulSet().spec().volumeClaimTemplates();
        for (Claim claim : claims == null ? List.<Claim>of() : claims) {
            if (mount.name().equals(claim.metadata().name())) {
                String size = present(claim.spec().resources().requests().get("storage"), "storage");
                return new Mount(mount.name(), mount.mountPath(), Kind.CLAIM, Map.of(), bytes(size));
            }
        }
        for (Volume volume : manifests.statefulSet().spec().template().spec().volumes()) {
            if (mount.name().equals(volume.name())) {
                return volume.configMap() != null
                        ? new Mount(
                                mount.name(),
                                mount.mountPath(),
                                Kind.FILES,
                                manifests.configMap().data(),
                                0)
                        : new Mount(
                                mount.name(),
                                mount.mountPath(),
                                Kind.SCRATCH,
                                Map.of(),
                                bytes(present(
                                        present(volume.emptyDir(), "emptyDir").sizeLimit(), "sizeLimit")));
            }
        }
        throw new IllegalArgumentException("there is no volume " + mount.name());
    }

    private static String discoveryName(Manifests manifests) throws IOException {
        String configuration = present(manifests.configMap().data().get("netfs-cache.yaml"), "netfs-cache.yaml");
        return new YAMLMapper()
                .readTree(configuration)
                .path("node")
                .path("join-dns")
                .asText();
    }

    private static Probe probe(Manifests.Probe probe, Map<String, Integer> ports) {
        return new Probe(
                get(probe.httpGet(), ports),
                Duration.ofSeconds(probe.periodSeconds()),
                Duration.ofSeconds(probe.timeoutSeconds()),
                probe.failureThreshold());
    }

    private static Get get(HttpGet get, Map<String, Integer> ports) {
        return new Get(present(ports.get(get.port()), "port " + get.port()), get.path());
    }

    private static long bytes(String quantity) {
        Matcher form = QUANTITY.matcher(quantity);
        if (!form.matches()) {
            throw new IllegalArgumentException(quantity + " is no quantity");
        }
        long unit = switch (form.group(2)) {
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            case "G" -> 1_000_000_000;
            case "T" -> 1_000_000_000_000L;
            case "Ki" -> 1L << 10;
            case "Mi" -> 1L << 20;
            case "Gi" -> 1L << 30;
            case "Ti" -> 1L << 40;
            default -> 1;
        };
        return Long.parseLong(form.group(1)) * unit;
    }

    private static <T> T present(@Nullable T value, String name) {
        return Objects.requireNonNull(value, name + " is not there");
    }
}
