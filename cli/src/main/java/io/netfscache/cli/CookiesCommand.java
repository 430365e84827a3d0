package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import io.netfscache.CookieInfo;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cookies VOLUME}: which files of a volume the cluster knows. */
@Command(
        name = "cookies",
        description = {
            "Lists the files of a volume that the cluster has records of.",
            "In no particular order. 'netfs-cache explain' tells how much of one is cached and where."
        },
        footer = {
            "%nExamples:",
            "  netfs-cache cookies /mnt/export",
            "  netfs-cache cookies http://files.example.com/ --limit 20",
            "  netfs-cache cookies --json /mnt/export | jq -r .cookies[].key"
        })
final class CookiesCommand extends OperatorCommand {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin
    private RecordLimit limit = new RecordLimit();

    @Parameters(
            paramLabel = "VOLUME",
            description = "Key of a volume as 'volumes' shows it, or the URL of anything in it.")
    private String volume = "";

    /** One file; {@code size} in bytes, {@code aux} in hexadecimal. */
    record Line(
            String key,
            String id,
            long size,
            String aux,
            String generation,
            int modifiers,
            boolean disabled,
            boolean retired,
            boolean fencePending) {
        static Line of(CookieInfo cookie) {
            return new Line(
                    Printable.key(cookie.key()),
                    cookie.id().toString(),
                    cookie.size(),
                    cookie.aux().toString(),
                    cookie.generation().toString(),
                    cookie.modifiers(),
                    cookie.disabled(),
                    cookie.retired(),
                    cookie.fencePending());
        }

        /** What is unusual about it, or {@code ok}. */
        String state() {
            List<String> states = new ArrayList<>();
            if (retired) {
                states.add("deleted lately");
            }
            if (disabled) {
                states.add("off until closed (DIO_WRITE)");
            }
            if (modifiers > 0) {
                states.add("being changed by " + modifiers);
            }
            if (fencePending) {
                states.add("being invalidated");
            }
            return states.isEmpty() ? "ok" : String.join(", ", states);
        }
    }

    record Cookies(String volume, List<Line> cookies, boolean more) {
        String table(String hint) {
            if (cookies.isEmpty()) {
                return volume + ": no files of it are known; 'netfs-cache volumes' lists the volumes";
            }
            Table table = new Table("file", "size", "state", "generation");
            cookies.forEach(
                    line -> table.row(line.key(), ByteSize.format(line.size()), line.state(), line.generation()));
            return table + hint;
        }
    }

    @Override
    int ask(ClusterAdmin cluster) throws IOException {
        String key = volumeKey();
        List<CookieInfo> found = cluster.cookies(key, limit.toAsk());
        Cookies cookies =
                new Cookies(key, limit.first(found).stream().map(Line::of).toList(), limit.cuts(found));
        output().print(cookies, () -> cookies.table(limit.hint(found)));
        return ExitCode.OK;
    }

    /** Keys have no slash, URLs and paths do. */
    private String volumeKey() {
        if (volume.indexOf('/') < 0) {
            return volume;
        }
        try (Origin origin = Origins.resolve(volume).origin()) {
            return origin.volumeKey();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
