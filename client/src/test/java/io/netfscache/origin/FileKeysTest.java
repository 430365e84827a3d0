package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.origin.FileKeys.Name;
import io.netfscache.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys name the content and not the way to it. */
@Timeout(60)
final class FileKeysTest {
    private static final String MOUNTS = """
            22 27 0:21 / /proc rw,relatime - proc proc rw
            27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
            30 27 0:40 / /mnt/a rw,relatime shared:7 master:2 - nfs4 nas:/export/a rw,vers=4.2,addr=10.0.0.5
            31 27 0:41 / /data\\040of\\040all rw - nfs4 nas:/export rw,vers=4.2
            32 27 0:42 / /old rw - nfs nas:/export rw,vers=3
            33 27 0:43 / /root rw - nfs4 nas:/ rw
            34 30 8:17 / /mnt/a/scratch rw - ext4 /dev/sdb1 rw
            35 27 0:44 /proj /lustre rw - lustre 10.1.0.1@tcp:/work rw
            36 27 0:45 / /six rw - nfs4 [fd00::5]:/export rw
            37 27 0:46 / /self rw - nfs4 127.0.0.1:/export rw
            38 27 0:47 / /ceph rw - ceph admin@0a-1b.cephfs=/vol rw
            39 27 0:48 / /cifs rw - cifs //nas/share rw
            this is no mount
            """;

    private static FileKeys keys(String mounts) {
        return new FileKeys(MountTable.parse(mounts), "host1,0123abcd");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /home/u/f           | file,host1,0123abcd     | /home/u/f
            /mnt/a/x/f          | nfs4,nas                | /export/a/x/f
            /mnt/a              | nfs4,nas                | /export/a
            /mnt/abc            | file,host1,0123abcd     | /mnt/abc
            /data of all/a/x/f  | nfs4,nas                | /export/a/x/f
            /root/export/a/x/f  | nfs4,nas                | /export/a/x/f
            /root               | nfs4,nas                | /
            /old/a/x/f          | nfs,nas                 | /export/a/x/f
            /mnt/a/scratch/f    | file,host1,0123abcd     | /mnt/a/scratch/f
            /lustre/f           | lustre,10.1.0.1@tcp     | /work/proj/f
            /six/f              | nfs4,[fd00::5]          | /export/f
            /self/f             | nfs4,127.0.0.1,host1,0123abcd | /export/f
            /ceph/f             | ceph,admin@0a-1b.cephfs=%2Fvol | /f
            /cifs/f             | file,host1,0123abcd     | /cifs/f
            """)
    void aFileIsCalledAfterItsServerOrItsMachine(String path, String volume, String inner) {
        assertThat(keys(MOUNTS).name(Path.of(path))).isEqualTo(new Name(volume, inner));
    }

    @Test
    void machinesThatMountOneExportAtDifferentPlacesShareAndLocalFilesOfTwoMachinesDoNot() {
        FileKeys one = keys(MOUNTS);
        FileKeys other = new FileKeys(
                MountTable.parse(
                        "1 0 0:1 / / rw - overlay overlay rw\n" + "2 1 0:2 / /shared rw - nfs4 nas:/export/a rw"),
                "host2,89ef");
        assertThat(other.name(Path.of("/shared/f"))).isEqualTo(one.name(Path.of("/mnt/a/f")));
        assertThat(other.name(Path.of("/f")).volume())
                .isNotEqualTo(one.name(Path.of("/f")).volume());
    }

    @Test
    void aMountThatALaterOneHidesIsNotFound() {
        FileKeys keys = keys("""
            1 0 8:1 / / rw - ext4 /dev/sda1 rw
            2 1 0:2 / /a/b rw - nfs4 hidden:/x rw
            3 1 0:3 / /a rw - nfs4 seen:/y rw
            4 3 0:4 / /a rw - nfs4 top:/z rw
            """);
        assertThat(keys.name(Path.of("/a/b/f"))).isEqualTo(new Name("nfs4,top", "/z/b/f"));
    }

    @Test
    void withoutAMountTableEverythingIsThisMachines() {
        assertThat(keys("").name(Path.of("/a/f"))).isEqualTo(new Name("file,host1,0123abcd", "/a/f"));
    }

    @Test
    void aVolumeKeyKeepsTheRulesWhateverTheServerIsCalled() {
        FileKeys keys = keys("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
                + "2 1 0:2 / /a rw - nfs4 n\\040s\u00fc%:/x rw\n"
                + "3 1 0:3 / /b rw - nfs4 " + "n".repeat(300) + ":/x rw\n");
        assertThat(keys.name(Path.of("/a/f")).volume()).isEqualTo("nfs4,n%20s%FC%25");
        assertThat(keys.name(Path.of("/b/f")).volume())
                .startsWith("nfs4,sha256:")
                .hasSizeLessThanOrEqualTo(Limits.MAX_VOLUME_KEY_BYTES);
    }

    @Test
    void anOriginNamesFilesOfOtherFilesystemsWithTheirVolume() {
        FileOrigin origin = new FileOrigin(Wiring.wallClock(), keys(MOUNTS), Path.of("/mnt/a"));
        assertThat(origin.volumeKey()).isEqualTo("nfs4,nas");
        assertThat(key(origin, "/mnt/a/f")).isEqualTo("/export/a/f");
        assertThat(key(origin, "/mnt/a/scratch/f")).isEqualTo("//file,host1,0123abcd/mnt/a/scratch/f");
        assertThat(key(origin, "/mnt/a/" + "x".repeat(300)))
                .startsWith("sha256:")
                .hasSize(71);
    }

    private static String key(FileOrigin origin, String path) {
        return new String(origin.objectKey(path), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aFileOnAnotherDeviceThanTheTableSaysHasItReadAgainOnce() {
        // Given: an automounter's folder, where something is mounted when a file below is named
        List<String> tables = new ArrayList<>(List.of(
                "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:2 / /auto rw - autofs auto rw",
                "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:2 / /auto rw - autofs auto rw\n"
                        + "3 2 0:3 / /auto rw - nfs4 nas:/x rw"));
        FileKeys keys = new FileKeys(() -> MountTable.parse(tables.remove(0)), "m");
        assertThat(keys.name(Path.of("/f"), "8:1")).isEqualTo(new Name("file,m", "/f"));

        // Then
        assertThat(keys.name(Path.of("/auto/f"), "0:3")).isEqualTo(new Name("nfs4,nas", "/x/f"));
        assertThat(tables).isEmpty();

        // And: a device that no table names is asked for once, not at each file
        tables.add("1 0 8:1 / / rw - btrfs /dev/sda1 rw");
        for (int i = 0; i < 3; i++) {
            assertThat(keys.name(Path.of("/subvolume/f" + i), "0:77").volume()).isEqualTo("file,m");
        }
        assertThat(tables).isEmpty();
    }

    @Test
    void contentsOfProcAreMadeUpAndThoseOfADiskAreNot() {
        assertThat(keys(MOUNTS).isMadeUp("0:21")).isTrue();
        assertThat(keys(MOUNTS).isMadeUp("254:0")).isFalse();
    }

    @Test
    void thisMachineHasAName() {
        assertThat(FileKeys.ofThisMachine().name(Path.of("/f")).volume())
                .matches("[a-z0-9]+,[^/\\p{Cntrl}]+")
                .hasSizeGreaterThan("file,,".length());
    }
}
