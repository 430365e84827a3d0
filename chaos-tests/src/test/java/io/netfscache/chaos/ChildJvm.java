package io.netfscache.chaos;

import io.netfscache.cli.Main;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a child is started: this Java, this class path, this JVM's flags where two can have them. */
public final class ChildJvm {
    private ChildJvm() {}

    /** {@code netfs-cache}. */
    static List<String> command(List<String> arguments) {
        return command(Main.class, arguments);
    }

    public static List<String> command(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(ChildJvm::isShared)
                .forEach(command::add);
        // Several Javas share two processors: little heap, the collector and the compiler that need least.
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(arguments);
        return command;
    }

    private static boolean isShared(String flag) {
        return flag.startsWith("--")
                || flag.startsWith("-Djava.util.concurrent")
                || flag.startsWith("-Dio.netty")
                || flag.equals("-XX:+ExitOnOutOfMemoryError");
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
