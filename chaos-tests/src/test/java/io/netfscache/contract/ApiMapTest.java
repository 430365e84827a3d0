package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/api-map.md is complete and true. */
@Timeout(60)
class ApiMapTest {
    private static final Path MAP = Path.of("..", "docs", "api-map.md");
    /** Written so that this class does not contain what it looks for. */
    private static final Pattern SKIPS = Pattern.compile("/Assumption[s]\\b|opentest4j/TestAborte[d]|/TestSkippe[d]");

    @Test
    void each_row_of_the_contract_has_its_methods_and_its_tests() throws Exception {
        List<ApiMap.Entry> map = ApiMap.parse(Files.readAllLines(MAP));

        assertThat(ApiMapCheck.problems(map, testClasses())).isEmpty();
    }

    @Test
    void no_test_of_a_row_can_skip_itself() throws Exception {
        List<String> skipping = new ArrayList<>();
        for (Path file : classFiles(".*\\.class")) {
            if (SKIPS.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .find()) {
                skipping.add(file.getFileName().toString());
            }
        }

        assertThat(skipping).isEmpty();
    }

    private static List<Class<?>> testClasses() throws Exception {
        List<Class<?>> classes = new ArrayList<>();
        for (Path file : classFiles("\\w+(Test|IT)\\.class")) {
            String name = file.getFileName().toString().replaceAll("\\.class$", "");
            classes.add(Class.forName(
                    ApiMapTest.class.getPackageName() + "." + name, false, ApiMapTest.class.getClassLoader()));
        }
        return classes;
    }

    private static List<Path> classFiles(String pattern) throws Exception {
        Path root = Path.of(ApiMapTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path folder = root.resolve(ApiMapTest.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("no class files in " + folder, e);
        }
    }
}
