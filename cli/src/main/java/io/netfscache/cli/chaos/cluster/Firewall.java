package io.netfscache.cli.chaos.cluster;

import io.netfscache.cli.Wiring;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every port of every node, in this process, so that nobody needs rights over the network. A cut is what it
 * is in a network: nothing passes in that direction and nobody is told; connections that are open stay open, what was sent
 * arrives after the cut, in order; no new connection can be made in either direction, because that takes an answer. A
 * rejection tells: it resets what is open and what is new, in both directions. Any thread; its work is done by one event loop.
 */
public final class Firewall implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Firewall.class);

    /** From one endpoint to another. */
    private record Ends(String from, String to, boolean members) {}

    private final Callers callers;
    private final LongSupplier nanoClock;
    private final EventLoopGroup loop;

    // All of these belong to the event loop.
    private Passages passages = Passages.OPEN;
    private final Map<Ends, Way> ways = new HashMap<>();
    private final Set<Crossing> crossings = new HashSet<>();
    private final List<String> refused = new ArrayList<>();

    /** Without gates, and without rules. */
    Firewall(Callers callers, LongSupplier nanoClock) {
        this.callers = callers;
        this.nanoClock = nanoClock;
        ThreadFactory daemons = task -> Wiring.daemonThread("chaos-firewall", task);
        this.loop = new MultiThreadIoEventLoopGroup(1, daemons, NioIoHandler.newFactory());
    }

    /** Stands before the member port of a node from now on; gives the address to tell everybody. */
    InetSocketAddress guardMember(String node, InetSocketAddress port, InetSocketAddress listen) throws IOException {
        return guard(listen, () -> new Gate.OfMembers(callers, new Before(node, port, true)));
    }

    /** Stands before the data port of a node from now on; gives the address to tell everybody. */
    InetSocketAddress guardData(String node, InetSocketAddress port, InetSocketAddress listen) throws IOException {
        return guard(listen, () -> new Gate.OfData(callers, new Before(node, port, false)));
    }

    private InetSocketAddress guard(InetSocketAddress listen, Supplier<ChannelHandler> gate) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast("gate", gate.get());
                    }
                })
                .bind(listen)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("the firewall cannot listen on " + listen, bound.cause());
        }
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /** Behind a gate: a port of a node. */
    private final class Before implements Gate.Inside {
        private final String node;
        private final InetSocketAddress port;
        private final boolean members;

        Before(String node, InetSocketAddress port, boolean members) {
            this.node = node;
            this.port = port;
            this.members = members;
        }

        @Override
        public void enter(Channel channel, String caller, @Nullable ByteBuf said) {
            forgetOver();
            if (crossings.size() >= ClusterLimits.CONNECTIONS) {
                if (said != null) {
                    said.release();
                }
                refuse(channel, ClusterLimits.CONNECTIONS + " connections are open already; " + caller + " calls");
                return;
            }
            Crossing crossing =
                    new Crossing(channel, port, way(caller, node, members), way(node, caller, members), said);
            crossings.add(crossing);
            crossing.begin();
        }

        @Override
        public void refuse(Channel channel, String why) {
            log.atError()
                    .addKeyValue("from", channel.remoteAddress())
                    .addKeyValue("to", node)
                    .log("connection refused: {}", why);
            if (refused.size() < ClusterLimits.KEPT_REFUSALS) {
                refused.add(channel.remoteAddress() + " to " + node + ": " + why);
            }
            channel.close();
        }
    }

    private void forgetOver() {
        crossings.removeIf(crossing -> {
            boolean over = crossing.isOver();
            if (over) {
                crossing.close();
            }
            return over;
        });
    }

    private Way way(String from, String to, boolean members) {
        return ways.computeIfAbsent(
                new Ends(from, to, members), ends -> new Way(from, to, members, () -> passages, nanoClock));
    }

    /** Nothing gets from one to the other until the rule is lifted. */
    public Rule cut(String from, String to) {
        return cut(Set.of(from), Set.of(to));
    }

    /** Nothing gets from any of the ones to any of the others until the rule is lifted. */
    public Rule cut(Set<String> from, Set<String> to) {
        return add(new Rule.Cut(from, to));
    }

    /** Nothing gets from one to the other or back. */
    public Rule cutBoth(String one, String other) {
        return partition(List.of(Set.of(one), Set.of(other)));
    }

    /** Nothing gets to the endpoint or comes from it. */
    public Rule isolate(String endpoint) {
        return add(new Rule.Isolation(endpoint));
    }

    /** Nothing gets from one side to another. Endpoints that are on no side, a client's for instance, reach all. */
    public Rule partition(List<Set<String>> sides) {
        return add(new Rule.Partition(sides));
    }

    /** What goes from one to the other takes that much longer, and no more than so many bytes a second get through. */
    public Rule slow(String from, String to, Duration delay, long bytesPerSecond) {
        return add(new Rule.Slow(from, to, delay, bytesPerSecond));
    }

    /** In force until it is lifted. */
    Rule add(Rule rule) {
        change(now -> now.with(rule));
        return rule;
    }

    /** Takes back one rule; what it held goes on. Nothing when it is not in force. */
    public void lift(Rule rule) {
        change(now -> now.without(rule));
    }

    /** Takes back all rules. */
    public void heal() {
        change(now -> Passages.OPEN);
    }

    private void change(UnaryOperator<Passages> to) {
        ask(unused -> {
            passages = to.apply(passages);
            forgetOver();
            List.copyOf(crossings).forEach(Crossing::flow);
            return passages;
        });
    }

    /** What went one way. */
    public Traffic traffic(String from, String to) {
        return traffic((sender, receiver) -> sender.equals(from) && receiver.equals(to));
    }

    /** What went all the ways from a sender to a receiver that {@code which} is true for. */
    public Traffic traffic(BiPredicate<String, String> which) {
        return ask(all -> all.values().stream()
                .filter(way -> which.test(way.from(), way.to()))
                .map(Way::traffic)
                .reduce(Traffic.NONE, Traffic::plus));
    }

    /** Connections that were refused because it is not known who asked for them, in words; there should be none. */
    public List<String> refused() {
        return ask(unused -> List.copyOf(refused));
    }

    private <T> T ask(Function<Map<Ends, Way>, T> question) {
        return loop.submit(() -> question.apply(ways)).syncUninterruptibly().getNow();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        ask(unused -> {
            crossings.forEach(Crossing::close);
            return true;
        });
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
