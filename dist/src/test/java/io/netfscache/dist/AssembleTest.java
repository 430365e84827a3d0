package io.netfscache.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.NetfsCacheCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
final class AssembleTest {
    private static final Path ROOT = Path.of(System.getProperty("netfs.root"));
    private static final Instant TIMESTAMP = Instant.parse("2026-11-22T00:00:00Z");

    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void makeJar() throws IOException {
        jar = Files.writeString(folder.resolve("any.jar"), "not a jar, but bytes");
    }

    private Path assemble(String into) throws IOException {
        Distribution distribution = new Distribution(ROOT, jar, "1.2.3", TIMESTAMP);
        return Assemble.assemble(distribution, TIMESTAMP, Files.createDirectory(folder.resolve(into)));
    }

    private static Map<String, TarArchiveEntry> entries(Path archive) throws IOException {
        Map<String, TarArchiveEntry> entries = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(Files.newInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), entry);
            }
        }
        return entries;
    }

    @Test
    void twoBuildsGiveTheSameBytes() throws Exception {
        // Given
        Path first = assemble("first");
        // When: the same files, touched meanwhile.
        Files.setLastModifiedTime(jar, FileTime.from(TIMESTAMP.minusSeconds(1_000_000)));
        Path second = assemble("second");
        // Then
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        assertThat(Files.readString(Path.of(first + ".sha256")))
                .matches("[0-9a-f]{64}  netfs-cache-1\\.2\\.3\\.tar\\.gz\n")
                .isEqualTo(Files.readString(Path.of(second + ".sha256")));
    }

    @Test
    void everythingIsInOneFolderWithFixedOwnersModesAndTimes() throws Exception {
        Map<String, TarArchiveEntry> entries = entries(assemble("out"));
        assertThat(entries)
                .containsKeys(
                        "netfs-cache-1.2.3/netfs-cache",
                        "netfs-cache-1.2.3/lib/netfs-cache.jar",
                        "netfs-cache-1.2.3/lib/systemd/system/netfs-cache.service",
                        "netfs-cache-1.2.3/share/bash-completion/completions/netfs-cache",
                        "netfs-cache-1.2.3/share/man/man1/netfs-cache.1",
                        "netfs-cache-1.2.3/share/man/man1/netfs-cache-node.1",
                        "netfs-cache-1.2.3/etc/netfs-cache/netfs-cache.yaml",
                        "netfs-cache-1.2.3/LICENSE",
                        "netfs-cache-1.2.3/NOTICE",
                        "netfs-cache-1.2.3/CHANGELOG.md",
                        "netfs-cache-1.2.3/docs/install.md",
                        "netfs-cache-1.2.3/SHA256SUMS")
                .allSatisfy((name, entry) -> {
                    assertThat(name).startsWith("netfs-cache-1.2.3/");
                    assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(TIMESTAMP);
                    assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
                    boolean executable = entry.isDirectory() || entry.isSymbolicLink();
                    assertThat(entry.getMode() & 0022).as(name).isEqualTo(entry.isSymbolicLink() ? 0022 : 0);
                    assertThat((entry.getMode() & 0111) != 0)
                            .as(name)
                            .isEqualTo(executable || name.equals("netfs-cache-1.2.3/netfs-cache"));
                });
        assertThat(entries.get("netfs-cache-1.2.3/bin/netfs-cache").getLinkName())
                .isEqualTo("../netfs-cache");
    }

    @Test
    void theUnitStartsANodeWithOptionsThatThereAre() throws Exception {
        String unit = Files.readString(ROOT.resolve("dist/src/main/files/lib/systemd/system/netfs-cache.service"));
        String start = unit.lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        List<String> words =
                Arrays.asList(start.substring("ExecStart=".length()).split(" ", -1));
        assertThat(words.get(0)).endsWith("/bin/netfs-cache");
        CommandLine.ParseResult parsed = NetfsCacheCommand.commandLine()
                .parseArgs(words.subList(1, words.size()).toArray(new String[0]));
        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("node");
        assertThat(parsed.subcommand().unmatched()).isEmpty();
    }

    @Test
    void theCompletionKnowsTheCommandsAndTheirOptions() throws Exception {
        // Given
        Distribution distribution = new Distribution(ROOT, jar, "1.2.3", TIMESTAMP);
        Entry script = distribution.entries().stream()
                .filter(entry -> entry.path().endsWith("completions/netfs-cache"))
                .findFirst()
                .orElseThrow();
        Path file = folder.resolve("completion");
        try (InputStream in = ((Entry.Stored) script.content()).open()) {
            Files.copy(in, file);
        }
        // When: what bash does when one types "netfs-cache inv<TAB>" and "netfs-cache cat --ser<TAB>".
        // Then
        assertThat(complete(file, "netfs-cache", "inv")).containsExactly("invalidate");
        assertThat(complete(file, "netfs-cache", "cat", "--ser")).containsExactly("--servers");
    }

    private static List<String> complete(Path script, String... words) throws IOException, InterruptedException {
        String line = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                + (words.length - 1) + "; $(complete -p netfs-cache | sed 's/.*-F \\([^ ]*\\).*/\\1/');"
                + " printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", line)
                // It misses the shell that would be completing.
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        bash.getOutputStream().close();
        List<String> lines = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
        assertThat(bash.waitFor()).isZero();
        return lines;
    }
}
