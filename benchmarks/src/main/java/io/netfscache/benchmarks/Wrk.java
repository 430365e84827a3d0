package io.netfscache.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs wrk, one thread of it, against a file that nginx serves. */
final class Wrk {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

    private final String url;
    private final Path directory;

    /** @param directory where the scripts for wrk go */
    Wrk(String url, Path directory) {
        this.url = url;
        this.directory = directory;
    }

    /** Keeps the load up for that long; requests that were answered per second. */
    double run(Load load, long objectBytes, int seconds) throws IOException, InterruptedException {
        Path script = directory.resolve(load.name() + ".lua");
        Files.writeString(script, script(load, objectBytes));
        Process wrk = new ProcessBuilder(
                        "wrk", "-t1", "-c" + load.outstanding(), "-d" + seconds + "s", "-s", script.toString(), url)
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher rate = RATE.matcher(output);
            if (wrk.waitFor() != 0 || !rate.find() || output.contains("Non-2xx") || output.contains("Socket errors")) {
                throw new IOException("wrk failed on " + load.name() + ":\n" + output);
            }
            return Double.parseDouble(rate.group(1));
        } finally {
            wrk.destroy();
        }
    }

    /** All requests are formatted before the run, so that Lua costs wrk next to nothing. */
    private static String script(Load load, long objectBytes) {
        StringBuilder offsets = new StringBuilder();
        for (long offset : load.offsets(objectBytes)) {
            offsets.append(offset).append(',');
        }
        return """
                local offsets = {%s}
                local requests, count = {}, 0
                function init(args)
                  for i, offset in ipairs(offsets) do
                    local range = string.format("bytes=%%d-%%d", offset, offset + %d - 1)
                    requests[i] = wrk.format("GET", nil, {Range = range})
                  end
                end
                function request()
                  count = count %% #requests + 1
                  return requests[count]
                end
                """.formatted(offsets, load.readBytes());
    }
}
