package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ErrorCode;
import java.nio.ByteBuffer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Volumes: acquired, shared, relinquished, or none at all. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class VolumesIT {
    @Row(1)
    @Test
    void clients_at_different_nodes_share_a_volume(ContractCluster cluster) throws Exception {
        // Given an object that one client has filled
        String key = ContractCluster.unusedKey("shared");
        ContractClient one = cluster.client(0);
        ContractClient other = cluster.client(1);
        Cookie filling = ContractClient.cookie(one.volume(key), "file", 4);
        filling.use(false);
        try (CacheOperation write = filling.beginWrite()) {
            write.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        }

        // When another client reads it through another node
        Cookie reading = ContractClient.cookie(other.volume(key), "file", 4);
        reading.use(false);
        ByteBuffer into = ByteBuffer.allocate(4);
        try (CacheOperation read = reading.beginRead()) {
            read.read(0, into, ReadHole.FAIL);
        }

        // Then it has the bytes
        assertThat(into.array()).containsExactly(1, 2, 3, 4);
    }

    @Row(1)
    @Test
    void a_volume_that_the_same_client_has_is_busy(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        String key = ContractCluster.unusedKey("busy");
        var unused = client.volume(key);

        assertThatThrownBy(() -> client.volume(key))
                .asInstanceOf(InstanceOfAssertFactories.type(CacheException.class))
                .extracting(CacheException::code)
                .isEqualTo(ErrorCode.EBUSY);
    }
}
