package io.netfscache.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Java flags of a client process. It lives for a minute, in which the optimising compiler would take half of its
 * processor time and not earn that back, but for one thing: only that compiler uses the processor's SHA instructions. So
 * it is kept for the hashes alone.
 */
final class ClientJvm {
    private static final String DIRECTIVES = """
            [
              {match: ["sun/security/provider/SHA*.*", "sun/security/provider/DigestBase.*"], c2: {Exclude: false}},
              {match: "*.*", c2: {Exclude: true}}
            ]
            """;

    private ClientJvm() {}

    /** The flags; what they refer to is put into {@code folder}. */
    static List<String> flags(Path folder) throws IOException {
        Path directives = Files.writeString(folder.resolve("client-compiler.json"), DIRECTIVES);
        return List.of(
                DemoLimits.CLIENT_HEAP,
                // Standard output belongs to the answers of the client.
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:CompilerDirectivesFile=" + directives);
    }
}
