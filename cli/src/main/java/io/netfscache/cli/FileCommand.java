package io.netfscache.cli;

import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about one file. */
abstract class FileCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(index = "0", paramLabel = "URL", description = "The file: http: or file: URL, or a path.")
    private String url = "";

    /**
     * Does what the command is for.
     *
     * @param at the file; its origin is closed afterwards
     * @return exit status
     */
    abstract int run(OriginPath at) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        OriginPath at = client.resolve(url);
        try (Origin origin = at.origin()) {
            return run(at);
        }
    }

    ClientOptions client() {
        return client;
    }

    /** The file as the user named it, without a password. */
    String url() {
        return Printable.withoutUserInfo(url);
    }
}
