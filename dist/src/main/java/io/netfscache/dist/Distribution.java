package io.netfscache.dist;

import io.netfscache.cli.NetfsCacheCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;

/** What is in the archive. Nothing in it is written to when it is used. */
final class Distribution {
    private static final String PROGRAM = "netfs-cache";

    private final Path root;
    private final Path jar;
    private final String version;
    private final LocalDate date;

    /**
     * @param root of the source checkout
     * @param jar the runnable one
     * @param timestamp of the release, which the pages show
     */
    Distribution(Path root, Path jar, String version, Instant timestamp) {
        this.root = root;
        this.jar = jar;
        this.version = version;
        this.date = LocalDate.ofInstant(timestamp, ZoneOffset.UTC);
    }

    /** Of the archive without its ending, and of the folder in it. */
    String name() {
        return PROGRAM + "-" + version;
    }

    /** All files in the order of their names, with SHA256SUMS of them as one more. */
    List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        // The launcher looks for lib beside itself, through whatever links it was found.
        entries.add(new Entry(PROGRAM, true, new Entry.File(root.resolve(PROGRAM))));
        entries.add(new Entry("bin/" + PROGRAM, true, new Entry.Link("../" + PROGRAM)));
        entries.add(Entry.copy("lib/netfs-cache.jar", jar));
        for (String file : List.of("LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "ARCHITECTURE.md")) {
            entries.add(Entry.copy(file, root.resolve(file)));
        }
        addTree(entries, root.resolve("docs"), "docs/");
        addTree(entries, root.resolve("dist/src/main/files"), "");
        CommandLine commands = NetfsCacheCommand.commandLine();
        entries.add(Entry.text("share/bash-completion/completions/" + PROGRAM, AutoComplete.bash(PROGRAM, commands)));
        addPages(entries, commands);
        List<Entry> sorted = Archive.sorted(entries);
        List<Entry> all = new ArrayList<>(sorted);
        all.add(Entry.text("SHA256SUMS", Checksums.of(sorted)));
        return all;
    }

    private static void addTree(List<Entry> entries, Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> entries.add(Entry.copy(prefix + folder.relativize(file), file)));
        }
    }

    private void addPages(List<Entry> entries, CommandLine command) {
        if (command.getCommandSpec().usageMessage().hidden()) {
            return;
        }
        ManPage page = new ManPage(command, version, date);
        entries.add(Entry.text("share/man/man1/" + page.name() + ".1", page.text()));
        command.getSubcommands().values().stream().distinct().forEach(sub -> addPages(entries, sub));
    }
}
