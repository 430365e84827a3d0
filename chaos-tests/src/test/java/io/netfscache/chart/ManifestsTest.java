package io.netfscache.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the reader of manifests has teeth: mistakes that the API server would take silently, planted in what the chart gives. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestsTest {
    private String good;

    @BeforeAll
    void render() throws IOException {
        good = HelmChart.text("serviceMonitor: {enabled: true}");
    }

    @Test
    void what_the_chart_gives_is_read() throws IOException {
        assertThat(Manifests.parse(good).serviceMonitor()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readinessProbe:                 | readnessProbe:                     | readnessProbe",
                "failureThreshold: 150           | failuresThreshold: 150             | failureThreshold",
                "publishNotReadyAddresses: true  | publishUnreadyAddresses: true      | publishUnreadyAddresses",
                "readOnlyRootFilesystem: true    | readOnlyRootFileSystem: true       | readOnlyRootFilesystem",
                "automountServiceAccountToken:   | automountServiceAccountTokens:     | automountServiceAccountToken",
                "podManagementPolicy: Parallel   | podmanagementPolicy: Parallel      | podmanagementPolicy",
                "maxUnavailable: 1               | maxUnavailble: 1                   | maxUnavailable",
                "path: /metrics                  | url: /metrics                      | url",
                "replicas: 3                     | replicas: '3'                      | String",
                "mountPath: /tmp                 | mountPath: 7                       | Integer",
                "kind: PodDisruptionBudget       | kind: PodDistributionBudget        | PodDistributionBudget",
                "serviceName: demo-netfs-cache-nodes | replicas: 3                    | Duplicate field 'replicas'"
            })
    void a_mistake_in_a_manifest_is_found(String right, String wrong, String named) {
        assertThat(good).contains(right);

        assertThatThrownBy(() -> Manifests.parse(good.replace(right, wrong)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(named);
    }
}
