package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code replace-voter OLD NEW}: mends a cluster one of whose voters is lost. */
@Command(
        name = "replace-voter",
        description = {
            "Puts node NEW in the place of voter OLD, for good.",
            "For a voter whose data directory is lost: it comes back under a new node id, as any node. 'netfs-cache status' shows the ids of voters and nodes.",
            "A quorum of the present voters decides. OLD must not be started again on its old data directory later as a voter; if it is, it learns that it is none any more."
        },
        footer = {"%nExample:", "  netfs-cache replace-voter 4be1 90c2 --servers 10.0.0.7:7440"})
final class ReplaceVoterCommand extends OperatorCommand {
    @Parameters(index = "0", paramLabel = "OLD", description = "Node id of the voter, or the beginning of it.")
    private String lost = "";

    @Parameters(
            index = "1",
            paramLabel = "NEW",
            description = "Node id of a member that is no voter, or the beginning of it.")
    private String replacement = "";

    record Replaced(List<String> voters) {}

    @Override
    int ask(ClusterAdmin cluster) throws IOException {
        Replaced done = new Replaced(cluster.replaceVoter(lost, replacement));
        output().print(done, () -> "the voters are now " + String.join(", ", done.voters()));
        return ExitCode.OK;
    }
}
