package io.netfscache.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The chart, as the engine of Helm sees it. No Kubernetes cluster is asked. */
public final class HelmChart {
    public static final Path FOLDER =
            Path.of("..", "helm", "netfs-cache").toAbsolutePath().normalize();
    public static final String RELEASE = "demo";
    public static final String NAMESPACE = "caches";
    private static final String KUBERNETES = "1.31.0";

    private static final String HOOK = "helm.sh/hook:";
    private static final String SHOWN_HOOK = "netfs-cache/hook:";

    private HelmChart() {}

    /** What helm lint --strict has to say. */
    public static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    /**
     * The objects, of a release that is named {@link #RELEASE}.
     *
     * @param values in YAML, beside those of the chart; may be empty
     * @throws IllegalStateException when the values are refused; the message says why
     */
    public static Manifests render(String values) throws IOException {
        return Manifests.parse(text(values));
    }

    /** What is wrong with values; empty: nothing. */
    public static Optional<String> refusal(String values) throws IOException {
        try {
            text(values);
            return Optional.empty();
        } catch (IllegalStateException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    static String text(String values) throws IOException {
        Path folder = Files.createTempDirectory("chart");
        try {
            Path chart = copy(folder.resolve("netfs-cache"));
            Path file = Files.writeString(folder.resolve("values.yaml"), values);
            return new Helm(chart)
                    .template()
                    .withName(RELEASE)
                    .withNamespace(NAMESPACE)
                    .withKubeVersion(KUBERNETES)
                    .withValuesFile(file)
                    .call()
                    .replace(SHOWN_HOOK, HOOK);
        } finally {
            delete(folder);
        }
    }

    /** The engine's binding leaves out hooks: in the copy they are none. */
    private static Path copy(Path to) throws IOException {
        for (Path from : all(FOLDER)) {
            Path copied = to.resolve(FOLDER.relativize(from));
            if (Files.isDirectory(from)) {
                Files.createDirectories(copied);
            } else {
                Files.writeString(copied, Files.readString(from).replace(HOOK, SHOWN_HOOK));
            }
        }
        return to;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files = all(folder);
        for (int i = files.size() - 1; i >= 0; i--) {
            Files.delete(files.get(i));
        }
    }

    /** Folders before what is in them. */
    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }
}
