package io.netfscache.cli.chaos;

import io.netfscache.cli.Wiring;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** How the parts of a run that are processes of their own are told things: in lines of standard input, whose end ends them. */
final class UntilEndOfInput {
    private UntilEndOfInput() {}

    static void eachLine(Consumer<String> told) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            told.accept(line);
        }
    }

    /** The same on a thread of its own; done when the input has ended, with the error if there was one. */
    static CompletableFuture<Void> eachLineMeanwhile(String name, Consumer<String> told) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Wiring.daemon(name, () -> {
            try {
                eachLine(told);
                end.complete(null);
            } catch (IOException | RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    static void tell(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
