package io.netfscache.cli.config;

import java.util.Set;
import java.util.function.Predicate;

/** docs/configuration.md, from the declarations. */
final class Reference {
    private Reference() {}

    /** @param isOption whether some command has that option */
    static String markdown(Predicate<String> isOption) {
        StringBuilder text = new StringBuilder(HEAD);
        String section = "";
        for (Setting<?> setting : Settings.ALL) {
            if (!setting.section().equals(section)) {
                section = setting.section();
                text.append("\n## ").append(section).append("\n");
            }
            text.append("\n### `").append(setting.key()).append("`\n");
            text.append(setting.meaning()).append("\n\n");
            text.append("| | |\n|---|---|\n");
            row(text, "value", setting.type().form());
            row(text, "default", setting.fallback() == null ? setting.unset() : "`" + setting.fallback() + "`");
            row(text, "option", isOption.test(setting.option()) ? "`" + setting.option() + "`" : "none");
            row(text, "environment", "`" + setting.variable() + "`");
            if (!OF_COMMANDS.contains(setting.section())) {
                row(text, "changes while a node runs", setting.reloadable() ? "yes" : "no, takes a restart");
            }
        }
        return text.toString();
    }

    /** Sections that a node has no use for: each command reads them when it starts. */
    private static final Set<String> OF_COMMANDS = Set.of("client", "origin");

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    private static final String HEAD = """
            # Configuration
            Generated from the declarations in `cli/.../config/Settings.java`: `SettingsReferenceTest` fails when this page
            is out of date and rewrites it with `-Dupdate.docs=true`.

            ## Where values come from
            The first of these that gives a setting a value wins:
            1. the option of the command line,
            2. the environment variable: `NETFS_CACHE_` and the key in capitals, with `_` for `.` and `-`. An empty one
               counts as not set,
            3. the configuration file: the one that `--config FILE` names, else the one that `NETFS_CACHE_CONFIG` names,
               else `$XDG_CONFIG_HOME/netfs-cache/netfs-cache.yaml` (`~/.config` where that is not set) before
               `/etc/netfs-cache/netfs-cache.yaml`, as far as they exist. A file that was named has to exist,
            4. the default.

            Every command checks all of it before it does anything, also values that another source overrides, and names
            all problems at once, each with the key, the rule, the value and where it was given. Unknown keys and unknown
            `NETFS_CACHE_` variables are refused (those that Kubernetes sets for a Service of that name are not ours).
            `netfs-cache config check [FILE]` checks without running anything, `netfs-cache config show` tells what holds
            and where each value comes from.

            ```yaml
            node:
              data: /var/lib/netfs-cache
              listen: 0.0.0.0:7440
              advertise: node-1.example.com:7440
              member: "[::]:7442"            # IPv6 needs the quotes: [ begins a list in YAML
              member-advertise: node-1.example.com:7442
              join: [node-1.example.com:7442, node-2.example.com:7442, node-3.example.com:7442]
              caches:                        # none: one, "default", in the data directory
                - name: ssd
                  directory: /mnt/ssd/netfs-cache
                  size: 400G
                - name: disk
                  directory: /mnt/disk/netfs-cache
                  bstop: 10
            log:
              level: info
            ```

            ## Changes while a node runs
            A node looks at its configuration files every 2 seconds, and at SIGHUP. Log level and limits take effect at once,
            for the connections that come from then on. A file with a problem leaves everything as it was; the problems are
            logged. A change of any other setting is logged as one that takes a restart. Options and environment variables
            keep winning over the file.

            ## Addresses
            `node.listen` and `node.member` are what the node binds to: a number, a name of this machine, or all interfaces
            (`0.0.0.0`, `[::]`). `node.advertise` and `node.member-advertise` are what others are told; names are told as
            names and looked up again by each that connects, so a node may come back at another address. Of a name with
            several addresses each attempt takes the next. IPv6 is written in brackets, with the zone where there is one:
            `[fe80::1%eth0]:7440`.
            """;
}
