package io.netfscache.cli.demo;

import io.netfscache.cli.HostPort;
import io.netfscache.cli.Json;
import io.netfscache.cli.NodeCommand;
import io.netfscache.cli.child.ChildProcess;
import java.net.InetSocketAddress;

/** A node in a process of its own. */
record ProcessNode(ChildProcess process, String id, InetSocketAddress dataAddress) implements DemoNode {
    /** Waits for the line that says that the node is ready. */
    static ProcessNode awaitReady(ChildProcess process) throws InterruptedException {
        NodeCommand.Ready ready = Json.read(process.readLine(DemoLimits.NODES_READY), NodeCommand.Ready.class);
        return new ProcessNode(process, ready.node(), HostPort.address(ready.data()));
    }

    @Override
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
