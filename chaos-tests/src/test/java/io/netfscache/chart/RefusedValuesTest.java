package io.netfscache.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that are wrong are refused before anything is installed, with the key and the rule. */
@Timeout(60)
class RefusedValuesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // What the schema says
                "replica: 5                                    | additional properties 'replica' not allowed",
                "replicas: 0                                   | at '/replicas': minimum: got 0, want 1",
                "replicas: three                               | at '/replicas': got string, want integer",
                "voters: 2                                     | at '/voters': value must be one of <nil>, 1, 3, 5",
                "ipFamily: IPv5                                | at '/ipFamily': value must be one of 'IPv4', 'IPv6'",
                "fullnameOverride: Files_                      | at '/fullnameOverride': 'Files_' does not match pattern",
                "image: {digest: latest}                       | at '/image/digest': 'latest' does not match pattern",
                "image: {pullPolicy: Sometimes}                | at '/image/pullPolicy': value must be one of",
                "caches: []                                    | at '/caches': minItems: got 0, want 1",
                "caches: [{name: a/b, emptyDir: {sizeLimit: 1Gi}}] | at '/caches/0/name': 'a/b' does not match pattern",
                "caches: [{name: a, bstopPercent: 101, emptyDir: {sizeLimit: 1Gi}}] | at '/caches/0/bstopPercent': maximum",
                "caches: [{name: a, emptyDir: {}}]             | at '/caches/0/emptyDir': missing property 'sizeLimit'",
                "node: {chunkSize: 300M}                       | at '/node/chunkSize': '300M' does not match pattern",
                "resources: {limits: {memory: lots}}           | at '/resources/limits/memory': 'lots' does not match",
                "resources: {limits: {memory: null}}           | at '/resources/limits': missing property 'memory'",
                "log: {level: loud}                            | at '/log/level': value must be one of",
                "terminationGracePeriodSeconds: 10             | at '/terminationGracePeriodSeconds': minimum: got 10, want 60",
                "podAntiAffinity: strong                       | at '/podAntiAffinity': value must be one of",
                "podSecurityContext: {runAsUser: 0}            | at '/podSecurityContext/runAsUser': minimum: got 0, want 1",
                "podAnnotations: {a: 1}                        | at '/podAnnotations/a': got number, want string",
                "probes: {readness: {}}                        | additional properties 'readness' not allowed",
                "podLabels: {app.kubernetes.io/instance: a}    | invalid propertyName 'app.kubernetes.io/instance'",
                "podLabels: {team: a b}                        | at '/podLabels/team': 'a b' does not match pattern",
                "image: {repository: 'caches/netfs-cache:1.0'} | 'caches/netfs-cache:1.0' does not match pattern",
                "limits: {clientConnections: null}             | at '/limits': missing property 'clientConnections'",
                "terminationGracePeriodSeconds: null           | missing property 'terminationGracePeriodSeconds'",
                "probes: null                                  | missing property 'probes'",
                "caches: [{name: a, emptyDir: {sizeLimit: 1Gi, medium: Memory}}] | additional properties 'medium' not allowed",
                // What the templates say
                "fullnameOverride: 1files | fullnameOverride: the objects would be named 1files",
                "resources: {limits: {cpu: 0.1}} | resources.requests.cpu: 500m is more than resources.limits.cpu, 0.1",
                "{caches: [{name: a, emptyDir: {sizeLimit: 20Gi}}], resources: {limits: {ephemeral-storage: 1Gi}}} | resources.limits.ephemeral-storage: 1Gi is less than",
                "probes: {liveness: {periodSeconds: 1}} | probes.liveness: a node would be killed after 6 s",
                "probes: {startup: {failureThreshold: 3}} | probes.startup: a node would be killed after 6 s",
                "javaOptions: -XX:MaxRAMPercentage=70 | javaOptions: the image sets MaxRAMPercentage",
                "node: {maxRecords: 900000} | node.maxRecords: 900000 records take 617 MiB",
                "extraEnv: [{name: NETFS_CACHE_NODES, value: a}] | extraEnv[0].name: NETFS_CACHE_NODES is set by the chart",
                "voters: 5 | voters: 5 is more than replicas, 3",
                "podDisruptionBudget: {maxUnavailable: 2} | podDisruptionBudget.maxUnavailable: 2 nodes away may be more voters than 3 voters can miss; at most 1",
                "data: {emptyDir: {sizeLimit: 1Gi}} | data: both persistentVolume and emptyDir are given; set one of them to null",
                "data: {persistentVolume: null} | data: neither persistentVolume nor emptyDir is given",
                "data: {persistentVolume: null, emptyDir: {sizeLimit: 1Gi}} | data.emptyDir: is for a single node, and replicas is 3",
                "caches: [{name: a, persistentVolume: {size: 1Gi}, emptyDir: {sizeLimit: 1Gi}}] | caches[0]: both persistentVolume and emptyDir",
                "caches: [{name: a, emptyDir: {sizeLimit: 1Gi}}, {name: a, emptyDir: {sizeLimit: 1Gi}}] | caches[1].name: there are two caches `a`",
                "caches: [{name: a, maxSize: 2Ti, persistentVolume: {size: 1Ti}}] | caches[0].maxSize: 2Ti is not less than the size of its volume, 1Ti",
                "caches: [{name: a, maxSize: 1k, persistentVolume: {size: 20Gi}}] | caches[0].maxSize: 1k is less than 16 chunks of node.chunkSize, 64M",
                "caches: [{name: a, emptyDir: {sizeLimit: 1k}}] | caches[0].emptyDir.sizeLimit: 1k is less than 16 chunks",
                "caches: [{name: a, persistentVolume: {size: 1000M}}] | caches[0].persistentVolume.size: 1000M is less than 16 chunks",
                "caches: [{name: a, persistentVolume: {size: 1K}}] | at '/caches/0/persistentVolume/size': '1K' does not match pattern",
                "data: {persistentVolume: {size: 1k}} | data.persistentVolume.size: 1k is less than 64Mi",
                "resources: {limits: {memory: 1k}, requests: null} | resources.limits.memory: 1k is less than 512Mi",
                "resources: {requests: {memory: 256Mi}, limits: {memory: 256Mi}} | resources.limits.memory: 256Mi is less than 512Mi",
                "resources: {requests: {memory: 4Gi}} | resources.requests.memory: 4Gi is more than resources.limits.memory, 2Gi",
                "node: {maxRecords: 4000000} | node.maxRecords: 4000000 records take 2746 MiB",
                "extraEnv: [{name: NETFS_CACHE_NODE_DATA, value: /tmp}] | extraEnv[0].name: NETFS_CACHE_NODE_DATA is set by the chart",
                "{podAntiAffinity: hard, affinity: {podAffinity: {}}} | podAntiAffinity: hard is given beside affinity"
            })
    void each_with_its_message(String values, String message) throws IOException {
        assertThat(HelmChart.refusal(values))
                .hasValueSatisfying(
                        refusal -> assertThat(refusal.replace("\"", "")).contains(message.replace("`", "")));
    }

    @Test
    void all_rules_that_are_broken_are_told_at_once() throws IOException {
        assertThat(HelmChart.refusal("voters: 5\ncaches: [{name: a}]\nresources: {limits: {memory: 256Mi}}"))
                .hasValueSatisfying(refusal -> assertThat(refusal)
                        .contains("  voters: 5 is", "  caches[0]: neither", "  resources.limits.memory: "));
    }

    @Test
    void the_values_of_the_chart_are_not() throws IOException {
        assertThat(HelmChart.refusal("")).isEmpty();
    }
}
