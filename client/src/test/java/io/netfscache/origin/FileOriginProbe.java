package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * A JVM of its own that looks at files: in another locale, or as a user whom permissions bind, as they do not bind root.
 * Its class path is a copy that anybody may read.
 */
final class FileOriginProbe {
    private final Path classes;

    /** @param folder readable to anybody */
    FileOriginProbe(Path folder) throws IOException {
        classes = folder.resolve("classes");
        for (Class<?> needed : List.of(
                FileOrigin.class,
                FileOriginProbe.class,
                Bytes.class,
                ByteBuf.class,
                ReferenceCounted.class,
                Logger.class)) {
            copy(Path.of(
                    needed.getProtectionDomain().getCodeSource().getLocation().getPath()));
        }
    }

    /** Jars and folders of classes, into one folder. */
    private void copy(Path from) throws IOException {
        Files.createDirectories(classes);
        if (Files.isRegularFile(from)) {
            Files.copy(from, classes.resolve(from.getFileName()));
            return;
        }
        Path to = Files.createTempDirectory(
                classes, "c", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What {@code stat}, {@code read}, {@code write}, {@code list} and so on of a path says, a line each. */
    List<String> ask(String locale, boolean asNobody, String... question) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (asNobody && isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(
                List.of(System.getProperty("java.home") + "/bin/java", "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", classPath(), FileOriginProbe.class.getName()));
        command.addAll(Arrays.asList(question));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("LC_ALL", locale));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return output.lines().filter(line -> !line.startsWith("SLF4J")).toList();
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private String classPath() throws IOException {
        try (var entries = Files.list(classes)) {
            return String.join(":", entries.map(Path::toString).toList());
        }
    }

    /** The other side. */
    public static void main(String[] question) throws Exception {
        FileOrigin origin = new FileOrigin();
        for (int i = 1; i < question.length; i++) {
            try {
                answer(origin, question[0], question[i]);
            } catch (IOException | IllegalArgumentException e) {
                say(e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }

    private static void answer(FileOrigin origin, String what, String url) throws IOException {
        String path = Origins.resolve(url).path();
        switch (what) {
            case "stat" -> say("" + origin.stat(path).size());
            case "key" -> say(java.util.HexFormat.of().formatHex(origin.objectKey(path)));
            case "list" -> origin.list(path).forEach(entry -> say(entry.kind() + " " + entry.path()));
            case "walk" ->
                origin.walk(path, (where, e) -> say(e.getClass().getSimpleName() + " " + e.getMessage()))
                        .forEach(FileOriginProbe::say);
            case "write" -> say(write(origin, path));
            case "create" -> say("" + origin.create(path).size());
            case "createFolder" -> {
                origin.createFolder(path);
                say("made");
            }
            case "delete" -> {
                origin.delete(path);
                say("deleted");
            }
            default -> say(read(origin, path));
        }
    }

    private static String read(FileOrigin origin, String path) throws IOException {
        try (OriginFile file = origin.open(path, origin.stat(path))) {
            ByteBuffer into = ByteBuffer.allocate(100);
            file.read(0, into);
            return new String(into.array(), 0, into.position(), StandardCharsets.UTF_8);
        }
    }

    private static String write(FileOrigin origin, String path) throws IOException {
        try (OriginWriter writer = origin.openForWriting(path, origin.stat(path), 3)) {
            writer.write(0, ByteBuffer.wrap("ONE".getBytes(StandardCharsets.UTF_8)));
            return writer.commit(true).size() + " bytes";
        }
    }

    private static void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
