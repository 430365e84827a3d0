package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A member in a process of its own. Arguments: number, address to join, cluster size. Ends when its standard input does. */
final class MemberProcess {
    static final String READY = "ready";

    private MemberProcess() {}

    public static void main(String[] arguments) throws IOException {
        HazelcastInstance member =
                TestNodes.start(Long.parseLong(arguments[0]), List.of(arguments[1]), Integer.parseInt(arguments[2]));
        System.out.println(READY + " " + TestNodes.address(member));
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }
}
