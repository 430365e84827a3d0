package io.netfscache.node.peer;

import io.netfscache.node.NodeException;
import io.netfscache.node.coherence.Peers;
import io.netfscache.node.net.HostNames;
import io.netfscache.node.net.Transport;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
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

/**
 * One link to each other member, opened when it is needed; what is meant for this node itself takes no link. Safe for use
 * by many threads; never blocks.
 */
public final class PeerLinks implements Peers, AutoCloseable {
    /** How this node itself answers. */
    public interface Local {
        CompletionStage<FenceAck> fence(Fence fence);

        RenewAck renew(Renew renew);

        CompletionStage<HoldingsReport> holdings(Holdings question);
    }

    private final Transport transport;
    private final EventLoopGroup loops;
    private final HostNames names;
    private final NodeId self;
    private final PeerDirectory directory;
    private final String software;
    private final Local local;
    private final Map<NodeId, PeerLink> links = new ConcurrentHashMap<>();

    public PeerLinks(
            Transport transport,
            EventLoopGroup loops,
            HostNames names,
            NodeId self,
            PeerDirectory directory,
            String software,
            Local local) {
        this.transport = transport;
        this.loops = loops;
        this.names = names;
        this.self = self;
        this.directory = directory;
        this.software = software;
        this.local = local;
    }

    @Override
    public Set<NodeId> members() {
        return directory.members().stream().map(View.Member::id).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public CompletionStage<FenceAck> fence(NodeId node, Fence fence) {
        return node.equals(self) ? local.fence(fence) : ask(node, fence, FenceAck.class);
    }

    @Override
    public CompletionStage<RenewAck> renew(NodeId voter, Renew renew) {
        return voter.equals(self)
                ? CompletableFuture.completedFuture(local.renew(renew))
                : ask(voter, renew, RenewAck.class);
    }

    @Override
    public CompletionStage<HoldingsReport> holdings(NodeId node, Holdings question) {
        return node.equals(self) ? local.holdings(question) : ask(node, question, HoldingsReport.class);
    }

    /** Completes with the member's answer, or exceptionally when it gives another one or none in time. */
    public <T extends Frame> CompletionStage<T> ask(NodeId member, Frame question, Class<T> expected) {
        for (View.Member known : directory.members()) {
            if (known.id().equals(member)) {
                try {
                    return link(known).request(question).thenCompose(answer -> expected(question, expected, answer));
                } catch (NodeException noSecret) {
                    return CompletableFuture.failedFuture(noSecret);
                }
            }
        }
        return CompletableFuture.failedFuture(new IOException("node " + member + " is not a member"));
    }

    private static <T extends Frame> CompletionStage<T> expected(Frame question, Class<T> expected, Frame answer) {
        if (expected.isInstance(answer)) {
            return CompletableFuture.completedFuture(expected.cast(answer));
        }
        String text = answer instanceof ErrorReply error
                ? error.message()
                : answer.type().toString();
        return CompletableFuture.failedFuture(new IOException(question.type() + " was answered with: " + text));
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
                transport,
                loops,
                names,
                member.id(),
                InetSocketAddress.createUnresolved(member.host(), member.port()),
                hello);
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
