package io.netfscache.node.peer;

import io.netfscache.node.coherence.FencePeers;
import io.netfscache.node.net.Transport;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.View;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** One link to each other member, opened when it is needed. Safe for use by many threads; never blocks. */
public final class PeerLinks implements FencePeers, AutoCloseable {
    private final Transport transport;
    private final EventLoopGroup loops;
    private final NodeId self;
    private final PeerDirectory directory;
    private final String software;
    private final Map<NodeId, PeerLink> links = new ConcurrentHashMap<>();

    public PeerLinks(Transport transport, EventLoopGroup loops, NodeId self, PeerDirectory directory, String software) {
        this.transport = transport;
        this.loops = loops;
        this.self = self;
        this.directory = directory;
        this.software = software;
    }

    @Override
    public Set<NodeId> members() {
        return directory.members().stream()
                .map(View.Member::id)
                .filter(id -> !id.equals(self))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public CompletionStage<FenceAck> send(NodeId member, Fence fence) {
        for (View.Member known : directory.members()) {
            if (known.id().equals(member)) {
                return link(known).request(fence).thenCompose(PeerLinks::ack);
            }
        }
        return CompletableFuture.failedFuture(new IOException("node " + member + " is not a member any more"));
    }

    private static CompletionStage<FenceAck> ack(Frame answer) {
        if (answer instanceof FenceAck ack) {
            return CompletableFuture.completedFuture(ack);
        }
        String text = answer instanceof ErrorReply error
                ? error.message()
                : answer.type().toString();
        return CompletableFuture.failedFuture(new IOException("the fence was answered with: " + text));
    }

    private PeerLink link(View.Member member) {
        return links.compute(member.id(), (id, known) -> known != null && !known.ended() ? known : open(member));
    }

    private PeerLink open(View.Member member) {
        Hello hello = new Hello(
                Hello.VERSION,
                Hello.VERSION,
                Hello.Role.NODE,
                new SessionId(self.high(), self.low()),
                false,
                "",
                directory.secret(),
                software);
        return PeerLink.open(
                transport, loops, member.id(), InetSocketAddress.createUnresolved(member.host(), member.port()), hello);
    }

    /** Closes the links to nodes that are not members any more. */
    public void membersChanged(Set<NodeId> members) {
        links.entrySet().removeIf(entry -> {
            boolean gone = !members.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    @Override
    public void close() {
        links.values().forEach(PeerLink::close);
        links.clear();
    }
}
