package io.netfscache.examples;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies a file of an origin to standard output through the cluster, with java.nio.file alone: HOST PORT FILE. */
public final class NioClient {
    private NioClient() {}

    public static void main(String[] args) throws IOException {
        URI folder = Path.of(args[2]).toAbsolutePath().getParent().toUri();
        Path file = Path.of(URI.create("netfs://" + args[0] + ":" + args[1] + "/" + folder + "!/"))
                .resolve(Path.of(args[2]).getFileName().toString());
        Files.copy(file, System.out);
        System.err.println(Files.size(file) + " bytes");
        file.getFileSystem().close();
    }
}
