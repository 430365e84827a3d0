package io.netfscache.cli.demo;

import io.netfscache.cli.CommandFailure;
import io.netfscache.cli.child.ChildProcess;
import io.netfscache.node.ClusterNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts the nodes and the clients of the demo and knows all that still run. */
final class Fleet implements AutoCloseable {
    private final DemoOptions options;
    private final Path folder;
    private final Path manifestFile;
    private final Queue<ChildProcess> processes = new ConcurrentLinkedQueue<>();
    private final Queue<DemoNode> nodes = new ConcurrentLinkedQueue<>();
    private final Queue<ClientHost> hosts = new ConcurrentLinkedQueue<>();
    private int clientProcesses;

    Fleet(DemoOptions options, Path folder, Path manifestFile) {
        this.options = options;
        this.folder = folder;
        this.manifestFile = manifestFile;
    }

    /** Starts all nodes at the same time and waits until each is ready. */
    List<DemoNode> startNodes() throws IOException, InterruptedException {
        List<NodePlan> plans = NodePlan.plan(options.nodes(), options.address(), folder);
        if (options.inProcess()) {
            startLocalNodes(plans);
        } else {
            List<ChildProcess> starting = new ArrayList<>();
            for (NodePlan plan : plans) {
                starting.add(start(plan.name(), DemoLimits.NODE_FLAGS, plan.arguments()));
            }
            for (ChildProcess process : starting) {
                nodes.add(ProcessNode.awaitReady(process));
            }
        }
        return List.copyOf(nodes);
    }

    private void startLocalNodes(List<NodePlan> plans) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(plans.size());
        try {
            List<CompletableFuture<DemoNode>> starting = plans.stream()
                    .map(plan -> CompletableFuture.supplyAsync(() -> startLocalNode(plan), threads))
                    .toList();
            starting.forEach(node -> nodes.add(node.join()));
        } catch (CompletionException e) {
            throw new IOException("a node does not start: " + e.getCause(), e);
        } finally {
            threads.shutdown();
        }
    }

    private static DemoNode startLocalNode(NodePlan plan) {
        try {
            ClusterNode node = ClusterNode.start(plan.config());
            if (!node.awaitReady(DemoLimits.NODES_READY)) {
                node.close();
                throw new CommandFailure(plan.name() + " is not ready in " + DemoLimits.NODES_READY.toSeconds() + " s");
            }
            return new LocalNode(node);
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    /** Starts all clients at the same time and waits until each has connected. */
    List<ClientHost> startClients(List<InetSocketAddress> servers) throws IOException, InterruptedException {
        List<ClientHost> started = new ArrayList<>();
        List<ProcessClients> starting = new ArrayList<>();
        // Once, before the first of them starts: a process must not find the file that these refer to half written.
        List<String> flags = options.inProcess() ? List.of() : ClientJvm.flags(folder);
        for (int left = options.clients(); left > 0; left -= DemoLimits.CLIENTS_PER_PROCESS) {
            int clients = Math.min(left, DemoLimits.CLIENTS_PER_PROCESS);
            if (options.inProcess()) {
                started.add(LocalClients.start(clients, servers, manifestFile));
            } else {
                ChildProcess process = start(
                        "clients-" + ++clientProcesses,
                        flags,
                        ProcessClients.arguments(clients, servers, manifestFile));
                starting.add(new ProcessClients(process, clients));
            }
        }
        for (ProcessClients host : starting) {
            host.awaitReady();
            started.add(host);
        }
        hosts.addAll(started);
        return started;
    }

    private ChildProcess start(String name, List<String> javaFlags, List<String> arguments) throws IOException {
        ChildProcess process = ChildProcess.start(name, javaFlags, arguments, folder);
        processes.add(process);
        return process;
    }

    /** Stops everything cleanly, the clients first. */
    @Override
    public void close() {
        hosts.forEach(ClientHost::close);
        // At the same time: a node that leaves alone has to move its records to the others first.
        List<CompletableFuture<Void>> stopping = nodes.stream()
                .map(node -> CompletableFuture.runAsync(node::close))
                .toList();
        stopping.forEach(CompletableFuture::join);
        destroy();
    }

    /** Ends every process that is left, at once. */
    void destroy() {
        processes.forEach(ChildProcess::destroy);
    }
}
