package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TableTest {
    @Test
    void alignsWordsToTheLeftAndNumbersToTheRight() {
        Table table = new Table("name", "bytes", "size");

        table.row("a", 7, "1.5 MiB");
        table.row("longer", 12345, "12 B");

        assertThat(table.toString().lines())
                .containsExactly("name    bytes     size", "a           7  1.5 MiB", "longer  12345     12 B");
    }

    @Test
    void refusesRowsOfAnotherWidth() {
        assertThatThrownBy(() -> new Table("a", "b").row(1)).hasMessage("1 cells for 2 columns");
    }
}
