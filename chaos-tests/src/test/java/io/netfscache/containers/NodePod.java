package io.netfscache.containers;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfscache.chaos.Waits;
import io.netfscache.chart.RenderedPod;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** A node of the cluster in a container, and what its admin port says, which this JVM asks at the container's own address. */
final class NodePod extends Pod {
    static final int DATA_PORT = 7440;
    static final int ADMIN_PORT = 7441;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Waits.ADMIN).build();

    private final RenderedPod pod;
    private final Path folder;

    /** @param folder where its volumes are to be */
    NodePod(String name, PodNetwork network, RenderedPod pod, Path folder) throws IOException {
        super(name, network, List.of(pod.discoveryName()), pod.memory());
        this.pod = pod;
        this.folder = folder;
        withCommand(pod.arguments().toArray(String[]::new));
        withEnv(pod.environment(Map.of("status.podIP", address(), "metadata.name", name)));
        withCreateContainerCmdModifier(create -> {
            create.withUser(pod.user() + ":" + pod.group());
            Objects.requireNonNull(create.getHostConfig()).withReadonlyRootfs(pod.readOnlyRoot());
        });
        for (RenderedPod.Mount mount : pod.mounts()) {
            if (mount.kind() == RenderedPod.Kind.SCRATCH) {
                withTmpFs(Map.of(mount.path(), "rw,size=" + mount.bytes()));
                continue;
            }
            Path volume = Files.createDirectories(folder.resolve(mount.name()));
            for (Map.Entry<String, String> file : mount.files().entrySet()) {
                Files.writeString(volume.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
            }
            mount(volume, mount.path(), mount.kind() == RenderedPod.Kind.FILES);
        }
    }

    /** Where the files of its cache are, on this machine. */
    Path cacheFolder() {
        return folder.resolve("cache-default");
    }

    /** Gives its volumes to the group of the pod, as the kubelet does. */
    void giveFolders() {
        AsRoot.run("chown", "-R", pod.user() + ":" + pod.volumesGroup(), folder.toString());
    }

    void deleteFolders() {
        AsRoot.run("rm", "-rf", folder.toString());
    }

    /** To be called before it is started: a node that takes orders, {@code chaos-node}, instead of a plain one. */
    void takeOrders() {
        List<String> arguments = new ArrayList<>(pod.arguments());
        arguments.set(arguments.indexOf("node"), "chaos-node");
        withCommand(arguments.toArray(String[]::new));
        untilEndOfInput();
    }

    /** A line for its standard input. */
    void order(String line) {
        AsRoot.run("sh", "-c", "echo '" + line + "' > /proc/" + state().getPidLong() + "/fd/0");
    }

    /** For clients. */
    InetSocketAddress data() {
        return new InetSocketAddress(address(), DATA_PORT);
    }

    /** Whether it holds its lease. */
    boolean serves() {
        return get("/health").filter(answer -> answer.statusCode() == OK).isPresent();
    }

    /** Whether the kubelet would send clients to it. */
    boolean isReady() {
        return get("/readyz").filter(answer -> answer.statusCode() == OK).isPresent();
    }

    /** Whether it says that it does not hold its lease. */
    boolean refuses() {
        return get("/health")
                .filter(answer -> answer.statusCode() == UNAVAILABLE)
                .isPresent();
    }

    /** Whether its admin port gives no answer at all. */
    boolean isSilent() {
        return get("/health").isEmpty();
    }

    /** Nodes that it sees, itself among them; 0 when it does not say. */
    int members() {
        String members = status("members");
        return members.isEmpty() ? 0 : Integer.parseInt(members.substring(0, members.indexOf(' ')));
    }

    /** An entry of its status; empty when it does not say. */
    String status(String entry) {
        return page("/status").path(entry).asText("");
    }

    /** The sum of those figures whose names begin so; empty when it does not say. */
    OptionalLong figures(String prefix) {
        JsonNode stats = page("/stats");
        return stats.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(stats.properties().stream()
                        .filter(figure -> figure.getKey().startsWith(prefix))
                        .mapToLong(figure -> figure.getValue().asLong())
                        .sum());
    }

    /** The same from a node that is well, which has to say: without it nobody could tell what has changed since. */
    long figuresBefore(String prefix) {
        return await(name() + " tells its " + prefix)
                .atMost(Waits.SETTLED)
                .pollInterval(Waits.POLL)
                .until(() -> figures(prefix), OptionalLong::isPresent)
                .getAsLong();
    }

    /** What it says of its cache: {@code online} when that is in service. */
    String cacheState() {
        return page("/caches").path("caches").path(0).path("state").asText("");
    }

    /** Bytes that clients have stored here of the only volume with {@code part} in its key; empty when it does not say. */
    OptionalLong stored(String part) {
        for (JsonNode volume : page("/volumes").path("readAndStoredHere")) {
            if (volume.path("key").asText().contains(part)) {
                return OptionalLong.of(volume.path("storedBytes").asLong());
            }
        }
        return OptionalLong.empty();
    }

    /** Without any field when it does not say. */
    private JsonNode page(String path) {
        Optional<HttpResponse<String>> answer = get(path).filter(given -> given.statusCode() == OK);
        try {
            return answer.isPresent() ? JSON.readTree(answer.get().body()) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new IllegalStateException(
                    name() + path + " is no JSON: " + answer.get().body(), e);
        }
    }

    /** Empty when none came in time. */
    private Optional<HttpResponse<String>> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address() + ":" + ADMIN_PORT + path))
                .timeout(Waits.ADMIN)
                .build();
        try {
            return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException noAnswer) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name() + " was asked", e);
        }
    }
}
