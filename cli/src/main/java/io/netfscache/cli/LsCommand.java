package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import io.netfscache.cli.Listing.Line;
import io.netfscache.cli.OutputOptions.Failure;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ls URL...}: what the origin has, and how much of it is cached. */
@Command(
        name = "ls",
        description = {
            "Lists files and folders of the origin, and how much of each is cached.",
            "With --cached or -l it says of each file: all, partly, - for nothing, ? when no node could be asked."
        },
        footer = {
            "%nExamples:",
            "  netfs-cache ls /mnt/export",
            "  netfs-cache ls -l --bytes /mnt/export/scene-42",
            "  netfs-cache ls --cached http://files.example.com/images/base.qcow2",
            "  netfs-cache ls --json . | jq -r .listings[].entries[].name"
        })
final class LsCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = {"-l", "--long"},
            description = "A table with kind, size, time of the last change, and how much is cached.")
    private boolean table;

    @Option(names = "--cached", description = "Ask the cluster how much of each file is cached.")
    private boolean cached;

    @Option(names = "--bytes", description = "Sizes in bytes, with -l.")
    private boolean exactSizes;

    @Parameters(
            arity = "0..*",
            paramLabel = "URL",
            defaultValue = ".",
            description = "Files or folders: http: or file: URLs, or paths. Default: the current folder.")
    private List<String> urls = List.of();

    private final List<Failure> failures = new ArrayList<>();

    /** Everything that was asked for. */
    record Listings(List<Listing> listings, List<Failure> failures) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<OriginPath> at = urls.stream().map(client::resolve).toList();
        if (!table && !cached) {
            return list(at, null);
        }
        try (ClusterAdmin cluster = client.connectAsOperator()) {
            return list(at, cluster);
        } catch (CommandFailure e) {
            output.notice("netfs-cache ls: " + e.getMessage());
            return list(at, null);
        }
    }

    /**
     * Lists and prints; what cannot be listed keeps nothing else from being.
     *
     * @param cluster whom to ask how much is cached, if anybody
     */
    int list(List<OriginPath> at, @Nullable ClusterAdmin cluster) throws IOException, InterruptedException {
        List<Listing> listings = new ArrayList<>();
        for (int i = 0; i < at.size(); i++) {
            String url = Printable.withoutUserInfo(urls.get(i));
            try (Origin origin = at.get(i).origin()) {
                Listing listing = listing(url, origin, at.get(i).path(), cluster);
                listings.add(listing);
                if (!output.json()) {
                    print(listing, i > 0);
                }
            } catch (IOException e) {
                if (e instanceof StandardOutput.OutputException) {
                    throw e;
                }
                failures.add(new Failure(url, FailureReport.describe(e)));
            }
        }
        if (output.json()) {
            output.print(new Listings(listings, failures), () -> "");
        }
        output.failures(failures, failures.size());
        return failures.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private Listing listing(String url, Origin origin, String path, @Nullable ClusterAdmin cluster)
            throws IOException, InterruptedException {
        List<OriginEntry> entries = origin.list(path);
        List<@Nullable String> states = states(origin, entries, cluster);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            OriginEntry entry = entries.get(i);
            String name = entry.path().equals(path) ? url : lastName(entry.path());
            lines.add(Line.of(name, entry, states.get(i)));
        }
        return new Listing(url, lines);
    }

    private List<@Nullable String> states(Origin origin, List<OriginEntry> entries, @Nullable ClusterAdmin cluster)
            throws InterruptedException {
        if (cluster == null) {
            return Collections.nCopies(entries.size(), table || cached ? CachedQuestions.UNKNOWN : null);
        }
        try (CachedQuestions questions = new CachedQuestions(cluster)) {
            return new ArrayList<>(questions.ask(origin, entries));
        }
    }

    private static String lastName(String path) {
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    private void print(Listing listing, boolean further) throws IOException {
        if (urls.size() > 1) {
            output.println((further ? System.lineSeparator() : "") + Printable.text(listing.url()) + ":");
        }
        if (!listing.entries().isEmpty()) {
            output.println(table ? listing.longText(exactSizes) : listing.shortText(cached));
        }
    }
}
