package io.netfscache.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is written in several places of dist/image and elsewhere says the same in all of them. */
@Timeout(30)
final class ImageFilesTest {
    private static final Path ROOT = Path.of(System.getProperty("netfs.root"));
    private static final Path IMAGE = ROOT.resolve("dist/image");
    private static final String COMMON = "# From here on the same in Dockerfile and Dockerfile.scratch.\n";

    private static String common(String file) throws IOException {
        String text = Files.readString(IMAGE.resolve(file));
        assertThat(text).contains(COMMON);
        return text.substring(text.indexOf(COMMON));
    }

    @Test
    void bothImagesRunTheSameCommandAsTheSameUser() throws IOException {
        String common = common("Dockerfile.scratch");

        assertThat(common("Dockerfile")).isEqualTo(common);
        assertThat(common).contains("\nUSER 10001:10001\n", "\nENTRYPOINT [\"/opt/java/bin/java\"");
    }

    @Test
    void theJvmInAContainerHasTheFlagsOfTheBuild() throws IOException {
        Matcher flags = Pattern.compile("<netfs.jvm.flags>(.*)</netfs.jvm.flags>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(flags.find()).isTrue();

        List<String> options;
        try (Stream<String> lines = Files.lines(IMAGE.resolve("jvm.options"))) {
            options = lines.filter(line -> !line.startsWith("#")).toList();
        }

        assertThat(String.join(" ", options).split(" ", -1))
                .contains(flags.group(1).split(" ", -1));
    }
}
