package io.netfscache.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.spi.FileSystemProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every program pays that has the jar and uses some provider, be it that of zip files. */
@Timeout(60)
final class ProviderLoadingTest {
    @Test
    void theProviderIsMadeWithoutLoggingAndNetwork() throws Exception {
        URL own = NetfsFileSystemProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation();
        // Neither slf4j nor Netty is there: what needs one of them cannot be loaded.
        try (URLClassLoader alone = new URLClassLoader(new URL[] {own}, ClassLoader.getPlatformClassLoader())) {
            Object made = alone.loadClass(NetfsFileSystemProvider.class.getName())
                    .getConstructor()
                    .newInstance();
            assertThat(((FileSystemProvider) made).getScheme()).isEqualTo("netfs");
        }
    }
}
