package io.netfscache.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.marcnuri.helm.LintResult;
import io.netfscache.chart.Manifests.Claim;
import io.netfscache.chart.Manifests.Container;
import io.netfscache.chart.Manifests.ContainerPort;
import io.netfscache.chart.Manifests.PodSpec;
import io.netfscache.chart.Manifests.Probe;
import io.netfscache.chart.Manifests.Service;
import io.netfscache.chart.Manifests.ServicePort;
import io.netfscache.chart.Manifests.StatefulSetSpec;
import io.netfscache.cli.NetfsCacheCommand;
import io.netfscache.cli.config.ConfigSources;
import io.netfscache.cli.config.Configuration;
import io.netfscache.cli.config.ConfiguredCommandLine;
import io.netfscache.cli.config.NodeSettings;
import io.netfscache.node.CacheConfig;
import io.netfscache.node.ClusterNode;
import io.netfscache.node.NodeConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.CommandSpec;

/** The chart with values that people use: what Kubernetes gets is whole, and what the node gets is what it takes. */
@Timeout(60)
class ChartTest {
    /** What {@link ClusterNode#close} waits for at most: three ports, the hand-over, and three kinds of threads. */
    private static final int LEAVING_SECONDS = 3 * 5 + 10 + 3 * 5;

    private static final Pattern IMAGE_VARIABLE = Pattern.compile("(NETFS_CACHE_[A-Z_]+)=(\\S+)");

    private enum Values {
        DEFAULTS(""),
        FIVE_NODES_WITH_TWO_CACHES("""
                replicas: 5
                voters: 5
                podAntiAffinity: hard
                podDisruptionBudget: {maxUnavailable: 2}
                caches:
                  - name: ssd
                    persistentVolume: {size: 400Gi, storageClassName: fast}
                  - name: disk
                    maxSize: 3500Gi
                    bstopPercent: 10
                    persistentVolume: {size: 4Ti, storageClassName: "", annotations: {backup: "no"}}
                """),
        ONE_NODE_WITHOUT_CLAIMS("""
                replicas: 1
                data: {persistentVolume: null, emptyDir: {sizeLimit: 1Gi}}
                caches: [{name: scratch, emptyDir: {sizeLimit: 20Gi}}]
                podAntiAffinity: none
                """),
        PRIVATE_REGISTRY("""
                image:
                  repository: registry.example.com:5000/caches/netfs-cache
                  digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
                imagePullSecrets: [{name: registry}]
                podAnnotations: {sidecar.istio.io/inject: "false"}
                podLabels: {team: storage}
                commonLabels: {owner: storage}
                service: {type: LoadBalancer, annotations: {lb: internal}}
                serviceAccountName: caches
                priorityClassName: high
                nodeSelector: {disk: nvme}
                tolerations: [{key: storage, operator: Exists, effect: NoSchedule}]
                topologySpreadConstraints:
                  - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway}
                """),
        SMALL_WITH_PROMETHEUS("""
                resources: {requests: {cpu: 100m, memory: 512Mi}, limits: {memory: 512Mi, cpu: 1}}
                node: {maxRecords: 100000}
                log: {level: debug}
                javaOptions: -XX:+UseSerialGC
                extraEnv:
                  - {name: TZ, value: UTC}
                  - {name: https_proxy, valueFrom: {secretKeyRef: {name: proxy, key: url}}}
                serviceMonitor: {enabled: true, interval: 15s, labels: {release: prometheus}}
                podDisruptionBudget: {enabled: false}
                """),
        NAMES_AND_IPV6("""
                fullnameOverride: files
                clusterName: production
                clusterDomain: k8s.example.com
                ipFamily: IPv6
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: Exists}]}]
                """);

        private final String yaml;
        private @Nullable Manifests rendered;

        Values(String yaml) {
            this.yaml = yaml;
        }

        synchronized Manifests render() throws IOException {
            Manifests known = rendered;
            if (known == null) {
                known = HelmChart.render(yaml);
                rendered = known;
            }
            return known;
        }
    }

    @TempDir
    private Path folder;

    @Test
    void it_is_lint_free() {
        LintResult result = HelmChart.lint();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("WARN") || message.contains("ERROR"));
    }

    @Test
    void it_is_of_the_version_of_the_program() throws IOException {
        assertThat(Files.readAllLines(HelmChart.FOLDER.resolve("Chart.yaml")))
                .contains("appVersion: \"" + ClusterNode.SOFTWARE.replace("netfs-cache ", "") + "\"");
    }

    @ParameterizedTest
    @EnumSource(Values.class)
    void what_belongs_together_finds_itself(Values values) throws IOException {
        Manifests manifests = values.render();
        StatefulSetSpec set = manifests.statefulSet().spec();
        Map<String, String> pods = there(set.template().metadata().labels());
        Map<String, String> selector = set.selector().matchLabels();

        // Selectors select the nodes, and not the pod of "helm test"
        assertThat(pods).containsAllEntriesOf(selector);
        assertThat(manifests.testPod().metadata().labels()).doesNotContainEntry("app.kubernetes.io/component", "node");
        assertThat(selector).containsEntry("app.kubernetes.io/component", "node");
        assertThat(manifests.services()).hasSize(2).allSatisfy(service -> {
            assertThat(service.spec().selector()).isEqualTo(selector);
            assertThat(service.apiVersion()).isEqualTo("v1");
        });
        if (manifests.disruptionBudget() != null) {
            assertThat(manifests.disruptionBudget().spec().selector().matchLabels())
                    .isEqualTo(selector);
        }

        // Ports are there under the names by which they are asked for
        List<String> ports = there(manifests.node().ports()).stream()
                .map(ContainerPort::name)
                .toList();
        assertThat(ports).containsExactly("data", "admin", "member");
        for (Service service : manifests.services()) {
            assertThat(service.spec().ports().stream().map(ServicePort::targetPort))
                    .isSubsetOf(ports);
        }
        assertThat(manifests.forClients().spec().ports())
                .extracting(ServicePort::name)
                .containsExactly("data");
        assertThat(manifests.forClients().spec().publishNotReadyAddresses()).isNull();

        // Nodes start together and find each other before they are ready
        assertThat(set.podManagementPolicy()).isEqualTo("Parallel");
        assertThat(set.serviceName()).isEqualTo(manifests.headless().metadata().name());
        assertThat(manifests.headless().spec().publishNotReadyAddresses()).isTrue();

        // Everything is in the release's namespace
        assertThat(Stream.of(
                        manifests.statefulSet().metadata(),
                        manifests.configMap().metadata(),
                        manifests.headless().metadata(),
                        manifests.forClients().metadata(),
                        manifests.testPod().metadata()))
                .allSatisfy(meta -> assertThat(meta.namespace()).isEqualTo(HelmChart.NAMESPACE));
    }

    @ParameterizedTest
    @EnumSource(Values.class)
    void every_mount_has_one_volume(Values values) throws IOException {
        Manifests manifests = values.render();
        StatefulSetSpec set = manifests.statefulSet().spec();
        List<String> volumes = Stream.concat(
                        set.template().spec().volumes().stream().map(Manifests.Volume::name),
                        claims(set).stream().map(claim -> claim.metadata().name()))
                .toList();

        assertThat(manifests.node().volumeMounts())
                .extracting(Manifests.Mount::name)
                .containsExactlyInAnyOrderElementsOf(volumes)
                .doesNotHaveDuplicates();
        assertThat(manifests.node().volumeMounts())
                .extracting(Manifests.Mount::mountPath)
                .contains("/etc/netfs-cache", "/tmp", "/var/lib/netfs-cache")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Values.class)
    void no_container_can_do_more_than_it_must(Values values) throws IOException {
        Manifests manifests = values.render();

        for (PodSpec pod : List.of(
                manifests.statefulSet().spec().template().spec(),
                manifests.testPod().spec())) {
            assertThat(pod.automountServiceAccountToken()).isFalse();
            assertThat(pod.enableServiceLinks()).isFalse();
            assertThat(pod.securityContext().runAsNonRoot()).isTrue();
            assertThat(pod.securityContext().runAsUser()).isEqualTo(10001);
            assertThat(pod.securityContext().fsGroup()).isEqualTo(10001);
            assertThat(pod.securityContext().seccompProfile().type()).isEqualTo("RuntimeDefault");
            Container container = pod.containers().get(0);
            assertThat(pod.containers()).hasSize(1);
            assertThat(container.securityContext().readOnlyRootFilesystem()).isTrue();
            assertThat(container.securityContext().allowPrivilegeEscalation()).isFalse();
            assertThat(container.securityContext().runAsNonRoot()).isTrue();
            assertThat(container.securityContext().capabilities().drop()).containsExactly("ALL");
            assertThat(container.resources().limits()).containsKey("memory");
        }
    }

    @ParameterizedTest
    @EnumSource(Values.class)
    void the_probes_kill_no_node_that_lacks_a_quorum_and_leaving_has_its_time(Values values) throws IOException {
        Manifests manifests = values.render();
        Container node = manifests.node();

        assertThat(path(node.startupProbe())).isEqualTo("/livez");
        assertThat(path(node.livenessProbe())).isEqualTo("/livez");
        assertThat(path(node.readinessProbe())).isEqualTo("/readyz");
        assertThat(node.lifecycle()).isNull();
        assertThat(manifests.statefulSet().spec().template().spec().terminationGracePeriodSeconds())
                .isGreaterThan(LEAVING_SECONDS);
    }

    @ParameterizedTest
    @EnumSource(Values.class)
    void the_node_takes_its_configuration(Values values) throws IOException {
        Manifests manifests = values.render();
        NodeConfig config = nodeConfig(manifests);
        int replicas = manifests.statefulSet().spec().replicas();

        // The cluster is as large as the StatefulSet, and its voters follow from that
        assertThat(config.clusterSize()).isEqualTo(replicas);
        assertThat(config.foundingVoters())
                .isEqualTo(Math.min(replicas, values == Values.FIVE_NODES_WITH_TWO_CACHES ? 5 : 3));

        // Nodes find each other by the headless service
        String domain = values == Values.NAMES_AND_IPV6 ? "k8s.example.com" : "cluster.local";
        assertThat(config.joinDns())
                .isEqualTo(manifests.headless().metadata().name() + "." + HelmChart.NAMESPACE + ".svc." + domain);

        // Its ports are those of the container, and its directories are volumes
        assertThat(Stream.of(config.listen(), config.admin(), config.member()).map(InetSocketAddress::getPort))
                .containsExactlyElementsOf(there(manifests.node().ports()).stream()
                        .map(ContainerPort::containerPort)
                        .toList());
        List<Path> mounts = manifests.node().volumeMounts().stream()
                .map(mount -> Path.of(mount.mountPath()))
                .toList();
        assertThat(mounts).contains(config.dataDirectory());
        assertThat(config.caches()).extracting(CacheConfig::directory).isSubsetOf(mounts);
        assertThat(manifests.node().args()).containsExactly("node", "--config", "/etc/netfs-cache/netfs-cache.yaml");
    }

    /** As the node in the pod would read it. */
    private NodeConfig nodeConfig(Manifests manifests) throws IOException {
        Path file = folder.resolve("netfs-cache.yaml");
        Files.writeString(file, there(manifests.configMap().data().get("netfs-cache.yaml")));
        boolean six = manifests.headless().spec().ipFamilies().contains("IPv6");
        // What the image sets holds unless the pod sets it, and wins over the file
        Map<String, String> environment = imageEnvironment();
        environment.putAll(RenderedPod.of(manifests)
                .environment(Map.of("status.podIP", six ? "fd00::7" : "10.1.2.3", "proxy/url", "http://proxy:3128")));
        CommandSpec node =
                NetfsCacheCommand.commandLine().getSubcommands().get("node").getCommandSpec();
        Configuration configuration = ConfiguredCommandLine.check(node, ConfigSources.of(environment, file.toString()));
        assertThat(configuration.problems()).isEmpty();
        assertThat(NodeSettings.problems(configuration)).isEmpty();
        NodeConfig config = NodeSettings.config(configuration);
        assertThat(there(config.advertise()).getHostString()).isEqualTo(six ? "fd00:0:0:0:0:0:0:7" : "10.1.2.3");
        assertThat(Stream.of(config.listen(), config.admin(), config.member()).map(InetSocketAddress::getHostString))
                .containsOnly(six ? "0:0:0:0:0:0:0:0" : "0.0.0.0");
        return config;
    }

    private static Map<String, String> imageEnvironment() throws IOException {
        String image = Files.readString(HelmChart.FOLDER.resolve("../../dist/image/Dockerfile.scratch"));
        Map<String, String> environment = new TreeMap<>();
        Matcher variable = IMAGE_VARIABLE.matcher(image);
        while (variable.find()) {
            environment.put(variable.group(1), variable.group(2));
        }
        assertThat(environment).containsKeys("NETFS_CACHE_NODE_DATA", "NETFS_CACHE_NODE_LISTEN");
        return environment;
    }

    @Test
    void names_are_dns_labels_whatever_the_release_is_called() throws IOException {
        Manifests manifests = Manifests.parse(HelmChart.text("team.files-" + "x".repeat(34) + "--of.all", ""));

        assertThat(manifests.statefulSet().metadata().name())
                .isEqualTo("team-files-" + "x".repeat(34))
                .hasSize(45);
        assertThat(manifests.services())
                .allSatisfy(service -> assertThat(service.metadata().name()).matches("[a-z]([-a-z0-9]*[a-z0-9])?"));
    }

    @Test
    void a_volume_of_its_own_for_each_cache() throws IOException {
        Manifests manifests = Values.FIVE_NODES_WITH_TWO_CACHES.render();

        assertThat(claims(manifests.statefulSet().spec()))
                .extracting(
                        claim -> claim.metadata().name(),
                        claim -> claim.spec().storageClassName(),
                        claim -> claim.spec().resources().requests().get("storage"))
                .containsExactly(
                        tuple("data", null, "1Gi"),
                        tuple("cache-ssd", "fast", "400Gi"),
                        tuple("cache-disk", "", "4Ti"));
        assertThat(nodeConfig(manifests).caches())
                .extracting(CacheConfig::name, CacheConfig::maxBytes, CacheConfig::bstopPercent)
                .containsExactly(tuple("ssd", 0L, 3), tuple("disk", 3500L << 30, 10));
        assertThat(there(manifests.disruptionBudget()).spec().maxUnavailable()).isEqualTo(2);
        assertThat(there(there(affinity(manifests).podAntiAffinity()).requiredDuringSchedulingIgnoredDuringExecution()))
                .singleElement()
                .satisfies(term -> assertThat(term.labelSelector().matchLabels())
                        .isEqualTo(manifests.statefulSet().spec().selector().matchLabels()));
    }

    @Test
    void a_cache_on_an_emptyDir_stays_below_its_limit_lest_the_pod_is_evicted() throws IOException {
        Manifests manifests = Values.ONE_NODE_WITHOUT_CLAIMS.render();

        assertThat(manifests.statefulSet().spec().volumeClaimTemplates()).isNull();
        assertThat(nodeConfig(manifests).caches())
                .extracting(CacheConfig::maxBytes)
                .containsExactly((20L << 30) / 10 * 9);
        assertThat(manifests.statefulSet().spec().template().spec().affinity()).isNull();
    }

    @Test
    void what_a_site_needs_is_on_the_pods() throws IOException {
        Manifests manifests = Values.PRIVATE_REGISTRY.render();
        PodSpec pod = manifests.statefulSet().spec().template().spec();

        for (PodSpec each : List.of(pod, manifests.testPod().spec())) {
            assertThat(each.containers().get(0).image())
                    .isEqualTo("registry.example.com:5000/caches/netfs-cache@sha256:"
                            + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
            assertThat(each.imagePullSecrets()).containsExactly(new Manifests.Reference("registry"));
            assertThat(each.nodeSelector()).containsEntry("disk", "nvme");
            assertThat(there(each.tolerations())).hasSize(1);
        }
        assertThat(pod.serviceAccountName()).isEqualTo("caches");
        assertThat(pod.priorityClassName()).isEqualTo("high");
        assertThat(there(pod.topologySpreadConstraints())).hasSize(1);
        assertThat(manifests.statefulSet().spec().template().metadata().annotations())
                .containsEntry("sidecar.istio.io/inject", "false");
        assertThat(manifests.statefulSet().spec().template().metadata().labels())
                .containsEntry("team", "storage")
                .doesNotContainKey("helm.sh/chart");
        assertThat(manifests.configMap().metadata().labels()).containsEntry("owner", "storage");
        assertThat(manifests.forClients().spec().type()).isEqualTo("LoadBalancer");
    }

    @Test
    void prometheus_asks_each_node_once() throws IOException {
        Manifests manifests = Values.SMALL_WITH_PROMETHEUS.render();
        Manifests.ServiceMonitor monitor = there(manifests.serviceMonitor());

        assertThat(manifests.services().stream()
                        .filter(service -> there(service.metadata().labels())
                                .entrySet()
                                .containsAll(
                                        monitor.spec().selector().matchLabels().entrySet())))
                .containsExactly(manifests.headless());
        assertThat(monitor.spec().endpoints()).containsExactly(new Manifests.Endpoint("admin", "/metrics", "15s"));
        assertThat(monitor.metadata().labels()).containsEntry("release", "prometheus");
        assertThat(manifests.disruptionBudget()).isNull();
        assertThat(RenderedPod.of(manifests)
                        .environment(Map.of("status.podIP", "10.1.2.3", "proxy/url", "http://proxy:3128")))
                .containsEntry("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC")
                .containsEntry("TZ", "UTC")
                .containsEntry("https_proxy", "http://proxy:3128");
    }

    @Test
    void nodes_are_told_of_new_limits_without_a_restart() throws IOException {
        String settings = "netfs-cache/node-settings";
        Map<String, String> before = there(
                HelmChart.render("").statefulSet().spec().template().metadata().annotations());

        assertThat(HelmChart.render("log: {level: debug}\nlimits: {largeFrames: 7}")
                        .statefulSet()
                        .spec()
                        .template()
                        .metadata()
                        .annotations())
                .isEqualTo(before);
        assertThat(HelmChart.render("node: {openChunks: 7}")
                        .statefulSet()
                        .spec()
                        .template()
                        .metadata()
                        .annotations())
                .doesNotContainEntry(settings, there(before.get(settings)));
    }

    @Test
    void helm_test_asks_the_service_whether_the_cluster_is_well() throws IOException {
        Manifests manifests = Values.NAMES_AND_IPV6.render();

        assertThat(manifests.testPod().spec().containers().get(0).args())
                .containsExactly("status", "--servers", "files.caches.svc.k8s.example.com:7440");
        assertThat(manifests.testPod().metadata().annotations()).containsEntry("helm.sh/hook", "test");
        assertThat(manifests.forClients().metadata().name()).isEqualTo("files");
        assertThat(NetfsCacheCommand.commandLine()
                        .getSubcommands()
                        .get("status")
                        .getCommandSpec()
                        .optionsMap())
                .containsKey("--servers");
    }

    private static Manifests.Affinity affinity(Manifests manifests) {
        return there(manifests.statefulSet().spec().template().spec().affinity());
    }

    private static List<Claim> claims(StatefulSetSpec set) {
        List<Claim> claims = set.volumeClaimTemplates();
        return claims == null ? List.of() : claims;
    }

    private static String path(@Nullable Probe probe) {
        Probe there = there(probe);
        assertThat(there.httpGet().port()).isEqualTo("admin");
        assertThat(there.timeoutSeconds()).isLessThanOrEqualTo(there.periodSeconds());
        return there.httpGet().path();
    }

    private static <T> T there(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
