package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.internal.ClusterCache;
import io.netfscache.origin.HttpOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import io.netfscache.protocol.Rules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChangeLookUpTest {
    @Test
    void whatNoNodeAnswersIsNotTakenForDone() throws Exception {
        // Given
        List<ChaosFile> files = ChaosFile.some(1);
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChaosOrigin started =
                        ChaosOrigin.start(files, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
                Origin origin = Origins.resolve(started.url() + "/", HttpOptions.DEFAULTS)
                        .origin()) {
            ClientConfig config = ClientConfig.of(List.of((InetSocketAddress) nobody.getLocalSocketAddress()));
            FsCache cache = ClusterCache.start(config, Rules.ALL);
            ChangeLookUp lookUp = new ChangeLookUp(cache, origin);

            // When
            boolean found = lookUp.finds(files.get(0), origin.stat(files.get(0).path()));

            // Then it is not, and the cookie was given back, or the volume could not be
            assertThat(found).isFalse();
            assertThatCode(lookUp::close).doesNotThrowAnyException();
        }
    }
}
