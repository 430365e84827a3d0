package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The checker sees what is missing in maps that are made up. */
@Timeout(60)
class ApiMapCheckTest {
    /** Tests of made-up rows; none of them is run, as JUnit does not look into these classes. */
    @ExtendWith(RowsMustRun.class)
    private static final class Rows {
        @Row({
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
            30
        })
        @Test
        void all() {}
    }

    @ExtendWith(RowsMustRun.class)
    private static final class SkippedRows {
        @org.junit.jupiter.api.Disabled
        @Row(1)
        @Test
        void skipped() {}

        @org.junit.jupiter.api.condition.EnabledOnOs(org.junit.jupiter.api.condition.OS.AIX)
        @Row(1)
        @Test
        void rarely() {}
    }

    private static final class UnwatchedRows {
        @Row(1)
        @Test
        void unwatched() {}
    }

    private static final List<Class<?>> TESTS = List.of(Rows.class);

    private static List<String> map() {
        List<String> lines = new ArrayList<>(List.of("# A title", "| row | C API | Java | notes | tests |", "|---|"));
        for (int row = 1; row <= 30; row++) {
            lines.add("| " + row + " | c | `FsCache#connect` | same | `Rows#all` |");
        }
        return lines;
    }

    private static List<String> problems(List<String> lines, Class<?>... more) {
        List<Class<?>> tests = new ArrayList<>(TESTS);
        tests.addAll(List.of(more));
        return ApiMapCheck.problems(ApiMap.parse(lines), tests);
    }

    private static List<String> withRowOne(String rest) {
        List<String> lines = map();
        lines.set(3, "| 1 | c |" + rest);
        return lines;
    }

    @Test
    void a_whole_map_has_no_problems() {
        assertThat(problems(map())).isEmpty();
    }

    @Test
    void a_row_that_was_taken_away_is_missed() {
        List<String> lines = map();
        lines.removeIf(line -> line.startsWith("| 17 |"));

        assertThat(problems(lines)).containsExactly("row 17 is not in the map", "row 17 does not name Rows#all");
    }

    @Test
    void a_row_that_is_there_twice_or_that_the_contract_does_not_have_is_one_too_many() {
        List<String> lines = map();
        lines.add("| 30 | c | `FsCache#connect` | | `Rows#all` |");
        lines.add("| 31 | c | `FsCache#connect` | | `Rows#all` |");

        assertThat(problems(lines))
                .containsExactly(
                        "row 30 is there twice", "the contract has no row 31", "row 31: Rows#all has no @Row(31)");
    }

    @Test
    void a_method_that_was_taken_away_is_missed() {
        assertThat(problems(withRowOne(" `FsCache#connected`, `NoCache#connect` | | `Rows#all` |")))
                .containsExactly("row 1: there is no FsCache#connected", "row 1: there is no NoCache#connect");
    }

    @Test
    void constants_and_states_count_as_methods() {
        assertThat(problems(withRowOne(" `Advice#SINGLE_CHUNK`, `CookieState#Active` | | `Rows#all` |")))
                .isEmpty();
    }

    @Test
    void a_test_that_was_taken_away_is_missed() {
        assertThat(problems(withRowOne(" `FsCache#connect` | | `Rows#all`, `Rows#gone`, `Gone#all` |")))
                .containsExactly("row 1: there is no test Rows#gone", "row 1: there is no test Gone#all");
    }

    @Test
    void a_row_without_names_is_not_filled_in() {
        assertThat(problems(withRowOne(" | | |")))
                .containsExactly("row 1 names no method", "row 1 names no test", "row 1 does not name Rows#all");
    }

    @Test
    void tests_that_do_not_always_run_do_not_count() {
        assertThat(problems(
                        withRowOne(" `FsCache#connect` | | `Rows#all`, `SkippedRows#skipped`, `SkippedRows#rarely`,"
                                + " `UnwatchedRows#unwatched` |"),
                        SkippedRows.class,
                        UnwatchedRows.class))
                .containsExactly(
                        "row 1: SkippedRows#skipped is disabled or runs on conditions",
                        "row 1: SkippedRows#rarely is disabled or runs on conditions",
                        "row 1: UnwatchedRows is not extended with RowsMustRun");
    }

    @Test
    void a_test_of_a_row_that_the_map_does_not_name_is_missed() {
        assertThat(problems(map(), UnwatchedRows.class)).containsExactly("row 1 does not name UnwatchedRows#unwatched");
    }

    @Test
    void a_line_with_a_column_too_few_is_refused() {
        assertThatThrownBy(() -> ApiMap.parse(List.of("| 1 | c | `FsCache#connect` | `Rows#all` |")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 1 has 4 columns");
    }
}
