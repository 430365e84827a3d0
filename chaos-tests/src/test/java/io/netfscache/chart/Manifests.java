package io.netfscache.chart;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes objects of the kinds that the chart has, with the fields that they may have in it, named as in the API of
 * Kubernetes. A field that is unknown or there twice, and a number where a text should be, are refused: the API server would
 * take some of it silently. What need not be there is null when it is not.
 */
public record Manifests(
        StatefulSet statefulSet,
        List<Service> services,
        ConfigMap configMap,
        @Nullable PodDisruptionBudget disruptionBudget,
        @Nullable ServiceMonitor serviceMonitor,
        Pod testPod) {
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    public record Meta(
            @Nullable String name,
            @Nullable String namespace,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations) {}

    public record Selector(Map<String, String> matchLabels) {}

    public record StatefulSet(String apiVersion, String kind, Meta metadata, StatefulSetSpec spec) {}

    public record StatefulSetSpec(
            String serviceName,
            int replicas,
            String podManagementPolicy,
            UpdateStrategy updateStrategy,
            RetentionPolicy persistentVolumeClaimRetentionPolicy,
            Selector selector,
            PodTemplate template,
            @Nullable List<Claim> volumeClaimTemplates) {}

    public record UpdateStrategy(String type) {}

    public record RetentionPolicy(String whenDeleted, String whenScaled) {}

    public record PodTemplate(Meta metadata, PodSpec spec) {}

    public record Pod(String apiVersion, String kind, Meta metadata, PodSpec spec) {}

    public record PodSpec(
            @Nullable Integer terminationGracePeriodSeconds,
            @Nullable String restartPolicy,
            boolean automountServiceAccountToken,
            boolean enableServiceLinks,
            @Nullable String serviceAccountName,
            @Nullable String priorityClassName,
            @Nullable List<Reference> imagePullSecrets,
            PodSecurity securityContext,
            @Nullable Map<String, String> nodeSelector,
            @Nullable List<Toleration> tolerations,
            @Nullable Affinity affinity,
            @Nullable List<Spread> topologySpreadConstraints,
            List<Container> containers,
            List<Volume> volumes) {}

    public record Reference(String name) {}

    public record PodSecurity(
            boolean runAsNonRoot,
            @Nullable Long runAsUser,
            @Nullable Long runAsGroup,
            @Nullable Long fsGroup,
            @Nullable String fsGroupChangePolicy,
            Seccomp seccompProfile) {}

    public record Seccomp(String type) {}

    public record Toleration(
            @Nullable String key,
            @Nullable String operator,
            @Nullable String value,
            @Nullable String effect,
            @Nullable Long tolerationSeconds) {}

    public record Affinity(
            @Nullable JsonNode nodeAffinity,
            @Nullable JsonNode podAffinity,
            @Nullable AntiAffinity podAntiAffinity) {}

    public record AntiAffinity(
            @Nullable List<Weighted> preferredDuringSchedulingIgnoredDuringExecution,
            @Nullable List<Term> requiredDuringSchedulingIgnoredDuringExecution) {}

    public record Weighted(int weight, Term podAffinityTerm) {}

    public record Term(String topologyKey, Selector labelSelector) {}

    public record Spread(
            int maxSkew,
            String topologyKey,
            String whenUnsatisfiable,
            @Nullable Selector labelSelector) {}

    public record Container(
            String name,
            String image,
            String imagePullPolicy,
            List<String> args,
            @Nullable List<Variable> env,
            @Nullable List<ContainerPort> ports,
            @Nullable Probe startupProbe,
            @Nullable Probe readinessProbe,
            @Nullable Probe livenessProbe,
            @Nullable Lifecycle lifecycle,
            Resources resources,
            ContainerSecurity securityContext,
            List<Mount> volumeMounts) {}

    public record Variable(
            String name, @Nullable String value, @Nullable ValueFrom valueFrom) {}

    public record ValueFrom(
            @Nullable Field fieldRef,
            @Nullable Key secretKeyRef,
            @Nullable Key configMapKeyRef) {}

    public record Field(String fieldPath) {}

    public record Key(String name, String key, @Nullable Boolean optional) {}

    public record ContainerPort(String name, int containerPort, String protocol) {}

    public record Probe(HttpGet httpGet, int periodSeconds, int timeoutSeconds, int failureThreshold) {}

    public record HttpGet(String path, String port) {}

    public record Lifecycle(@Nullable Hook preStop) {}

    public record Hook(@Nullable HttpGet httpGet) {}

    /** Quantities are texts or whole numbers. */
    public record Resources(@Nullable Map<String, JsonNode> requests, Map<String, JsonNode> limits) {}

    public record ContainerSecurity(
            boolean allowPrivilegeEscalation,
            boolean readOnlyRootFilesystem,
            boolean runAsNonRoot,
            Capabilities capabilities) {}

    public record Capabilities(List<String> drop) {}

    public record Mount(
            String name, String mountPath, @Nullable Boolean readOnly) {}

    public record Volume(
            String name,
            @Nullable Reference configMap,
            @Nullable EmptyDir emptyDir) {}

    public record EmptyDir(
            @Nullable String sizeLimit, @Nullable String medium) {}

    public record Claim(String apiVersion, String kind, Meta metadata, ClaimSpec spec) {}

    public record ClaimSpec(
            List<String> accessModes, @Nullable String storageClassName, ClaimResources resources) {}

    public record ClaimResources(Map<String, String> requests) {}

    public record Service(String apiVersion, String kind, Meta metadata, ServiceSpec spec) {}

    public record ServiceSpec(
            @Nullable String type,
            @Nullable String clusterIP,
            @Nullable Boolean publishNotReadyAddresses,
            String ipFamilyPolicy,
            List<String> ipFamilies,
            Map<String, String> selector,
            List<ServicePort> ports) {}

    public record ServicePort(String name, int port, String targetPort) {}

    public record ConfigMap(String apiVersion, String kind, Meta metadata, Map<String, String> data) {}

    public record PodDisruptionBudget(String apiVersion, String kind, Meta metadata, BudgetSpec spec) {}

    public record BudgetSpec(int maxUnavailable, Selector selector) {}

    public record ServiceMonitor(String apiVersion, String kind, Meta metadata, MonitorSpec spec) {}

    public record MonitorSpec(Selector selector, NamespaceSelector namespaceSelector, List<Endpoint> endpoints) {}

    public record NamespaceSelector(List<String> matchNames) {}

    public record Endpoint(String port, String path, String interval) {}

    /** @throws IOException when it is not YAML, or has a field that Kubernetes does not know */
    public static Manifests parse(String text) throws IOException {
        Map<String, List<JsonNode>> byKind = new TreeMap<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            for (JsonNode document : documents.readAll()) {
                if (!document.isNull() && !document.isMissingNode()) {
                    byKind.computeIfAbsent(document.path("kind").asText(), kind -> new ArrayList<>())
                            .add(document);
                }
            }
        }
        Manifests manifests = new Manifests(
                Objects.requireNonNull(only(byKind, StatefulSet.class), "no StatefulSet"),
                all(byKind, Service.class),
                Objects.requireNonNull(only(byKind, ConfigMap.class), "no ConfigMap"),
                only(byKind, PodDisruptionBudget.class),
                only(byKind, ServiceMonitor.class),
                Objects.requireNonNull(only(byKind, Pod.class), "no Pod"));
        if (!byKind.isEmpty()) {
            throw new IOException("objects of kinds that the chart should not have: " + byKind.keySet());
        }
        return manifests;
    }

    private static <T> @Nullable T only(Map<String, List<JsonNode>> byKind, Class<T> kind) throws IOException {
        List<T> objects = all(byKind, kind);
        if (objects.size() > 1) {
            throw new IOException("there are " + objects.size() + " objects of kind " + kind.getSimpleName());
        }
        return objects.isEmpty() ? null : objects.get(0);
    }

    private static <T> List<T> all(Map<String, List<JsonNode>> byKind, Class<T> kind) throws IOException {
        List<T> objects = new ArrayList<>();
        List<JsonNode> documents = byKind.remove(kind.getSimpleName());
        if (documents != null) {
            for (JsonNode document : documents) {
                objects.add(YAML.treeToValue(document, kind));
            }
        }
        return objects;
    }

    /** The service under which the nodes find each other. */
    Service headless() {
        return service("None");
    }

    /** The service for clients. */
    Service forClients() {
        return service(null);
    }

    private Service service(@Nullable String clusterIp) {
        return services.stream()
                .filter(service -> Objects.equals(service.spec().clusterIP(), clusterIp))
                .findFirst()
                .orElseThrow();
    }

    /** The container that runs the node. */
    Container node() {
        return statefulSet.spec().template().spec().containers().get(0);
    }
}
