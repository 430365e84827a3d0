package io.netfscache.cli.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

    static void tell(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
