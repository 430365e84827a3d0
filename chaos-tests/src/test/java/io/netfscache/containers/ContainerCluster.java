package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.chaos.Waits;
import io.netfscache.chart.RenderedPod;
import io.netfscache.cli.chaos.history.Checker;
import io.netfscache.cli.chaos.history.History;
import io.netfscache.cli.chaos.history.HistoryFile;
import io.netfscache.cli.chaos.history.Recorder;
import io.netfscache.cli.chaos.history.Timeline;
import io.netfscache.cli.chaos.history.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testcontainers.lifecycle.Startables;

/**
 * Nodes as the chart renders their pods, an origin and clients that read and change its files all the time, each in a container
 * of one network. Nodes find each other by the name of the headless service, which here is an alias that all of them have.
 */
final class ContainerCluster implements AutoCloseable {
    private static final int CLIENTS = 3;
    private static final long CLIENT_BYTES = 320L << 20;
    private static final long SMALL_DISK_BYTES = 128L << 20;
    private static final int READS_OF_EACH_CLIENT = 20;
    /** That all clients together have had from the cache when {@link #awaitClients} returns. */
    static final int READS_OF_ALL_CLIENTS = CLIENTS * READS_OF_EACH_CLIENT;

    private static final String ANYBODY = "rwxrwxrwx";

    private final Path folder;
    private final PodNetwork network;
    private final List<NodePod> nodes;
    private final OriginPod origin;
    private final List<ClientPod> clients;
    private final LoopDisk smallDisk;
    private final ClientHistories histories;
    private final HistoryFile faults;
    private final Undo undo = new Undo();

    private ContainerCluster(Path folder, RenderedPod pod) throws IOException {
        this.folder = folder;
        try {
            network = PodNetwork.create();
            undo.add(network::close);
            nodes = makeNodes(pod);
            smallDisk = LoopDisk.mount(folder.resolve("small-disk.img"), node(1).cacheFolder(), SMALL_DISK_BYTES);
            undo.add(smallDisk::close);
            nodes.forEach(NodePod::giveFolders);
            last().takeOrders();
            Path historyFolder = Files.createDirectories(historyFolder());
            Files.setPosixFilePermissions(historyFolder, PosixFilePermissions.fromString(ANYBODY));
            histories = new ClientHistories(historyFolder);
            faults = HistoryFile.open(historyFolder.resolve("faults.jsonl"));
            undo.add(faults::close);
            origin = new OriginPod(network, CLIENTS, CLIENT_BYTES);
            clients = IntStream.rangeClosed(1, CLIENTS)
                    .mapToObj(number -> new ClientPod(number, CLIENTS, network, CLIENT_BYTES, this))
                    .toList();
            pods().forEach(each -> undo.add(each::stop));
        } catch (IOException | RuntimeException | Error e) {
            undo.closeBecauseOf(e);
            throw e;
        }
    }

    private List<NodePod> makeNodes(RenderedPod pod) throws IOException {
        List<NodePod> made = new ArrayList<>();
        for (int number = 1; number <= pod.replicas(); number++) {
            String name = "node-" + number;
            NodePod node = new NodePod(name, network, pod, Files.createDirectories(folder.resolve(name)));
            // They belong to the user of the image.
            undo.add(node::deleteFolders);
            made.add(node);
        }
        return List.copyOf(made);
    }

    /** Starts all of it and waits until it works. */
    static ContainerCluster start(int size, Path folder) throws IOException {
        String image = NodeImage.name().asCanonicalNameString();
        int colon = image.lastIndexOf(':');
        RenderedPod pod =
                RenderedPod.of("""
                fullnameOverride: netfs-cache
                image: {repository: %s, tag: "%s"}
                replicas: %d
                voters: %d
                node: {chunkSize: 1M, maxRecords: 50000}
                log: {format: text}
                resources: {requests: {memory: 512Mi}, limits: {memory: 512Mi}}
                """.formatted(image.substring(0, colon), image.substring(colon + 1), size, size));
        ContainerCluster cluster = new ContainerCluster(folder, pod);
        try {
            Startables.deepStart(Stream.concat(cluster.nodes.stream(), Stream.of(cluster.origin)))
                    .join();
            cluster.awaitWhole();
            Startables.deepStart(cluster.clients).join();
            cluster.awaitClients();
            cluster.requireNoCrash();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.undo.add(() -> cluster.keepEvidence(folder.resolve("start")));
            cluster.undo.closeBecauseOf(e);
            throw e;
        }
    }

    private List<Pod> pods() {
        return Stream.of(nodes, List.of(origin), clients)
                .<Pod>flatMap(List::stream)
                .toList();
    }

    List<NodePod> nodes() {
        return nodes;
    }

    /** @param number from 1 on */
    NodePod node(int number) {
        return nodes.get(number - 1);
    }

    int number(NodePod node) {
        return nodes.indexOf(node) + 1;
    }

    /** All nodes but that one. */
    List<NodePod> others(NodePod node) {
        return nodes.stream().filter(other -> !other.equals(node)).toList();
    }

    /** @param number from 1 on; the first has room for all files in its folios */
    ClientPod client(int number) {
        return clients.get(number - 1);
    }

    OriginPod origin() {
        return origin;
    }

    /** The only one that takes orders. */
    NodePod last() {
        return nodes.get(nodes.size() - 1);
    }

    /** The disk of the cache of node 1. */
    LoopDisk smallDisk() {
        return smallDisk;
    }

    Path historyFolder() {
        return folder.resolve("history");
    }

    /** Where faults are taken down. */
    Recorder faults() {
        return faults;
    }

    ClientHistories histories() {
        return histories;
    }

    /** Where clients reach the nodes. */
    List<InetSocketAddress> servers() {
        return nodes.stream().map(NodePod::data).toList();
    }

    /** No node of one side gets anything from a node of another; clients reach all of them. */
    void partition(List<Set<Integer>> sides) {
        for (Set<Integer> side : sides) {
            for (int number : side) {
                Links links = node(number).links();
                IntStream.rangeClosed(1, nodes.size())
                        .filter(other -> !side.contains(other))
                        .forEach(other -> links.dropFrom(node(other).address()));
            }
        }
    }

    /** Undoes whatever was done to containers and networks; does not wait until everything works again. */
    void heal() {
        pods().forEach(Pod::heal);
    }

    /** After a test that failed: as {@link #heal}, and what it would have mended itself. */
    void mend() {
        smallDisk.makeRoom();
        if (smallDisk.isReadOnly()) {
            node(1).revive();
            if (node(1).isUp()) {
                node(1).kill();
            }
            smallDisk.repair();
        }
        pods().forEach(Pod::revive);
        heal();
    }

    /** No container may end but by a test. */
    void requireNoCrash() {
        assertThat(pods().stream().flatMap(pod -> pod.crash().stream()))
                .as("containers that ended without a test having stopped them")
                .isEmpty();
    }

    boolean isWhole() {
        return nodes.stream().allMatch(node -> node.members() == nodes.size() && node.serves());
    }

    /** Until each node serves and sees all the others. */
    void awaitWhole() {
        await("all nodes serve").atMost(Waits.WHOLE).pollInterval(Waits.POLL).until(this::isWhole);
    }

    /** Until each client has had some of its reads from the cache, from now on. */
    void awaitClients() {
        Map<Path, Long> lengths = histories.lengths();
        await("each client reads from the cache")
                .atMost(Waits.READING)
                .pollInterval(Waits.POLL)
                .until(() -> {
                    for (ClientPod client : clients) {
                        Path file = client.history();
                        if (!Files.exists(file)
                                || ClientHistories.readsFromCache(file, lengths.getOrDefault(file, 0L))
                                        < READS_OF_EACH_CLIENT) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** Histories, a drawing of them and the logs of all containers. */
    void keepEvidence(Path into) {
        try {
            Files.createDirectories(into);
            for (Path file : histories.files()) {
                Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            for (Pod pod : pods()) {
                if (pod.getContainerId() != null) {
                    Files.writeString(
                            into.resolve(pod.name() + ".log"),
                            pod.state() + "\n" + pod.getLogs(),
                            StandardCharsets.UTF_8);
                }
            }
            History history = histories.read();
            Verdict verdict = Checker.check(history);
            Files.writeString(into.resolve("verdict.txt"), verdict + "\n");
            Files.writeString(into.resolve("timeline.svg"), Timeline.svg(history, verdict.problems()));
        } catch (IOException e) {
            throw new UncheckedIOException("the evidence could not be kept in " + into, e);
        }
    }

    @Override
    public void close() {
        undo.close();
    }
}
