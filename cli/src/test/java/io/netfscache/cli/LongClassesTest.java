package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rule of STYLE 3: a class over 400 lines opens with an essay that says why it is one class. */
@Timeout(60)
class LongClassesTest {
    private static final int LONG = 400;
    private static final int SENTENCES = 3;
    private static final Pattern TYPE = Pattern.compile(
            "^(public |abstract |final |sealed |non-sealed )*(class|record|interface|enum|@interface) .*");
    private static final Pattern END_OF_SENTENCE = Pattern.compile("[.;:](\\s|$)");

    private static List<Path> mainSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of("..").toRealPath())) {
            for (Path module : modules.map(each -> each.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    /** Whether that many lines need no excuse, or have one. */
    private static boolean isWell(List<String> source) {
        String essay = essay(source);
        return source.size() <= LONG
                || (essay.contains("one class")
                        && END_OF_SENTENCE.splitAsStream(essay).count() >= SENTENCES);
    }

    /** The Javadoc of the first type; empty when there is none. */
    private static String essay(List<String> source) {
        List<String> javadoc = new ArrayList<>();
        for (String line : source) {
            if (TYPE.matcher(line).matches()) {
                return String.join("\n", javadoc);
            }
            if (line.startsWith("/**")) {
                javadoc.clear();
            }
            javadoc.add(line.replaceFirst("^ \\*/?", ""));
        }
        return "";
    }

    @Test
    void aClassOver400LinesSaysWhyItIsOne() throws Exception {
        List<Path> sources = mainSources();
        assertThat(sources).as("sources of all modules").hasSizeGreaterThan(400);
        List<String> bad = new ArrayList<>();
        for (Path source : sources) {
            List<String> lines = Files.readAllLines(source);
            if (!isWell(lines)) {
                bad.add(source.getFileName() + ": " + lines.size() + " lines");
            }
        }
        assertThat(bad)
                .as("a second role belongs in a class of its own; where there is none, the Javadoc of the class says in"
                        + " three sentences why it is \"one class\" and how to read it")
                .isEmpty();
    }

    private static List<String> source(String javadoc, int lines) {
        return Stream.concat(
                        ("package p;\n\n/** Of another time. */\nimport q;\n\n" + javadoc + "\nfinal class C {\n")
                                .lines(),
                        Stream.generate(() -> "    // one class. really. yes. no.")
                                .limit(lines))
                .collect(Collectors.toList());
    }

    @Test
    void onlyAnEssayExcusesLength() {
        String essay = "/**\n * Does it. It is one class because of the lock. Read it from the top.\n */";
        assertThat(isWell(source("/** Does it. */", LONG - 10))).isTrue();
        assertThat(isWell(source("/** Does it. */", LONG))).isFalse();
        assertThat(isWell(source("/** It is one class. */", LONG))).isFalse();
        assertThat(isWell(source("/** Does it. And that. And more. */", LONG))).isFalse();
        assertThat(isWell(source(essay, LONG))).isTrue();
        assertThat(isWell(source("", LONG))).isFalse();
    }
}
