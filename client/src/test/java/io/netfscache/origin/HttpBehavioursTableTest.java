package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;

/** The table in docs/http-origin.md and the tests are of each other. */
@Timeout(60)
final class HttpBehavioursTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\|(.+)\\|(.+)\\|(.+)\\|(.+)\\| `(\\w+)` \\|$");
    private static final int TEST_COLUMN = 5;

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(Path.of("..", "docs", "http-origin.md")))
                .results()
                .toList();
    }

    private static List<String> tests() {
        return Arrays.stream(HttpBehavioursTest.class.getDeclaredMethods())
                .filter(HttpBehavioursTableTest::isTest)
                .map(Method::getName)
                .toList();
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
    }

    @Test
    void everyRowNamesATestAndEveryTestIsInARow() throws IOException {
        assertThat(rows()).extracting(row -> row.group(TEST_COLUMN)).doesNotHaveDuplicates();
        assertThat(rows()).extracting(row -> row.group(TEST_COLUMN)).containsExactlyInAnyOrderElementsOf(tests());
    }

    @Test
    void everyRowSaysWhatTheOriginSeesTheCallerGetsAndIsStored() throws IOException {
        for (MatchResult row : rows()) {
            for (int column = 1; column < TEST_COLUMN; column++) {
                assertThat(row.group(column)).as(row.group()).isNotBlank();
            }
        }
    }
}
