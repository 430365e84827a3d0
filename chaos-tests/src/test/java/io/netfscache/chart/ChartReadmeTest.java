package io.netfscache.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of the chart's README.md: keys and defaults of values.yaml, words of values.schema.json. */
@Timeout(60)
class ChartReadmeTest {
    private static final Path PAGE = HelmChart.FOLDER.resolve("README.md");
    private static final String HEAD = "| value | default | |\n|---|---|---|\n";

    @Test
    void the_table_says_what_the_values_and_the_schema_say() throws IOException {
        JsonNode values = new YAMLMapper()
                .readTree(HelmChart.FOLDER.resolve("values.yaml").toFile());
        JsonNode schema = new ObjectMapper()
                .readTree(HelmChart.FOLDER.resolve("values.schema.json").toFile());
        StringBuilder rows = new StringBuilder();
        addRows(rows, "", values, schema);
        String page = Files.readString(PAGE);
        int begin = page.indexOf(HEAD) + HEAD.length();
        int end = page.indexOf("\n\n", begin - 1);
        String right = page.substring(0, begin) + rows.toString().stripTrailing() + page.substring(end);
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(PAGE, right);
        }

        assertThat(PAGE)
                .as("run this test with -Dupdate.docs=true to rewrite it")
                .hasContent(right);
    }

    /** Exactly the values have words: both files have the same keys. */
    private static void addRows(StringBuilder rows, String prefix, JsonNode values, JsonNode schema) {
        Map<String, JsonNode> known = new TreeMap<>();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            known.put(property.getKey(), property.getValue());
        }
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            String key = prefix + value.getKey();
            assertThat(known).as(key).containsKey(value.getKey());
            JsonNode rule = known.get(value.getKey());
            if (value.getValue().isObject() && !value.getValue().isEmpty()) {
                addRows(rows, key + ".", value.getValue(), rule);
                continue;
            }
            String words = rule.path("description").asText();
            assertThat(words)
                    .as("description of " + key + " in values.schema.json")
                    .isNotBlank();
            rows.append("| `")
                    .append(key)
                    .append("` | `")
                    .append(value.getValue())
                    .append("` | ")
                    .append(words)
                    .append(" |\n");
        }
    }
}
