package io.netfscache.containers;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Runs tests where a Docker engine answers. Elsewhere they are skipped, with a line that says so, or fail when {@code
 * netfs.requireDocker} is true.
 */
public final class DockerEngine implements ExecutionCondition {
    static final String REQUIRED = "netfs.requireDocker";
    /** Testcontainers reads it from the environment alone; chaos-tests/pom.xml sets it. */
    private static final String WITHOUT_REAPER = "TESTCONTAINERS_RYUK_DISABLED";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!Boolean.parseBoolean(System.getenv(WITHOUT_REAPER))) {
            throw new IllegalStateException(
                    WITHOUT_REAPER + " is not true in the environment of this JVM: Testcontainers would"
                            + " pull an image from a registry; set it, or run the tests with ./mvnw");
        }
        String tests = context.getTestClass().map(Class::getSimpleName).orElseGet(context::getDisplayName);
        ConditionEvaluationResult result =
                decide(tests, DockerClientFactory.instance().isDockerAvailable(), Boolean.getBoolean(REQUIRED));
        if (result.isDisabled()) {
            System.err.println(result.getReason().orElse(tests));
        }
        return result;
    }

    static ConditionEvaluationResult decide(String tests, boolean answers, boolean required) {
        if (answers) {
            return ConditionEvaluationResult.enabled("a Docker engine answers");
        }
        if (required) {
            throw new IllegalStateException("no Docker engine answers, and " + REQUIRED
                    + " is true: start one ('docker info' tells why it does not answer)");
        }
        String skipped = tests + " is SKIPPED: no Docker engine answers; start one ('docker info' tells why it does not"
                + " answer), -D" + REQUIRED + "=true makes this a failure";
        return ConditionEvaluationResult.disabled(skipped);
    }
}
