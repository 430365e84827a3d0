package io.netfscache.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.NetfsCacheCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class SettingsReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void thePageSaysWhatTheDeclarationsSay() throws IOException {
        Set<String> options = new HashSet<>();
        collect(NetfsCacheCommand.commandLine(), options);
        String page = Reference.markdown(options::contains);
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("run this test with -Dupdate.docs=true to rewrite it")
                .hasContent(page);
    }

    private static void collect(CommandLine command, Set<String> options) {
        options.addAll(command.getCommandSpec().optionsMap().keySet());
        command.getSubcommands().values().forEach(sub -> collect(sub, options));
    }

    @Test
    void keysVariablesAndOptionsAreUnique() {
        assertThat(Settings.ALL.stream().map(Setting::key)).doesNotHaveDuplicates();
        assertThat(Settings.ALL.stream().map(Setting::variable)).doesNotHaveDuplicates();
        assertThat(Settings.ALL.stream().map(Setting::option)).doesNotHaveDuplicates();
        assertThat(Settings.NODE_CLUSTER_SIZE.variable()).isEqualTo("NETFS_CACHE_NODE_CLUSTER_SIZE");
        assertThat(Settings.LIMITS_CLIENTS.option()).isEqualTo("--limits-client-connections");
    }
}
