package io.netfscache.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The network of a running container, from inside its namespace. Rules are of the kernel there: packets are dropped or wait in
 * a queue, and nobody is told. They go when the container's process ends.
 */
final class Links {
    private static final Pattern OVER_LIMITS = Pattern.compile("qdisc tbf .*?overlimits (\\d+)", Pattern.DOTALL);

    private final long pid;

    /** @param pid of the container's first process, as this machine sees it */
    Links(long pid) {
        this.pid = pid;
    }

    /** Nothing from there comes in any more; what goes out there still does. */
    void dropFrom(String address) {
        inside("iptables", "-w", "-I", "INPUT", "-s", address, "-j", "DROP");
    }

    /** Nothing gets in or out any more, but to itself. */
    void dropAll() {
        inside("iptables", "-w", "-I", "INPUT", "!", "-i", "lo", "-j", "DROP");
        inside("iptables", "-w", "-I", "OUTPUT", "!", "-o", "lo", "-j", "DROP");
    }

    /** Packets that the rules have dropped. */
    long dropped() {
        return Arrays.stream(inside("iptables", "-w", "-nvxL").split("\n"))
                .map(String::strip)
                .filter(line -> line.matches("\\d+ +\\d+ +DROP.*"))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .sum();
    }

    /** What goes out takes its turn: so many kilobits a second, and at most 2 s of it wait. */
    void slow(int kilobits) {
        inside(
                "tc",
                "qdisc",
                "add",
                "dev",
                device(),
                "root",
                "tbf",
                "rate",
                kilobits + "kbit",
                "burst",
                "8k",
                "latency",
                "2s");
    }

    /** Packets that had to wait. */
    long delayed() {
        Matcher limits = OVER_LIMITS.matcher(inside("tc", "-s", "qdisc", "show", "dev", device()));
        return limits.find() ? Long.parseLong(limits.group(1)) : 0;
    }

    void heal() {
        inside("iptables", "-w", "-F", "INPUT");
        inside("iptables", "-w", "-F", "OUTPUT");
        String device = device();
        if (inside("tc", "qdisc", "show", "dev", device).contains("tbf")) {
            inside("tc", "qdisc", "del", "dev", device, "root");
        }
    }

    /** One that was taken away comes back under another name. */
    private String device() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/net/dev"))) {
            return lines.filter(line -> line.contains(":"))
                    .map(line -> line.substring(0, line.indexOf(':')).strip())
                    .filter(name -> !name.equals("lo"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the container has no network"));
        } catch (IOException e) {
            throw new UncheckedIOException("the interfaces of process " + pid + " cannot be listed", e);
        }
    }

    private String inside(String... command) {
        List<String> line = new ArrayList<>(List.of("nsenter", "--net=/proc/" + pid + "/ns/net"));
        line.addAll(Arrays.asList(command));
        return AsRoot.run(line.toArray(String[]::new));
    }
}
