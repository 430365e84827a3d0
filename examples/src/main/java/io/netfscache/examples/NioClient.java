package io.netfscache.examples;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Copies a file of an origin to standard output through the cluster, with java.nio.file alone: HOST PORT FILE. */
public final class NioClient {
    private NioClient() {}

    public static void main(String[] args) throws IOException {
        Path named = Path.of(args[2]).toAbsolutePath();
        URI folder =
                Objects.requireNonNull(named.getParent(), "FILE is the root").toUri();
        Path file = Path.of(URI.create("netfs://" + args[0] + ":" + args[1] + "/" + folder + "!/"))
                .resolve(named.getFileName().toString());
        Files.copy(file, System.out);
        System.err.println(Files.size(file) + " bytes");
        file.getFileSystem().close();
    }
}
