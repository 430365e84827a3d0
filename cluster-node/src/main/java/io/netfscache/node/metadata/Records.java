package io.netfscache.node.metadata;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The records of volumes and cookies, wherever in the cluster they are. No call blocks. Every stage completes with a
 * result or a {@link MetadataException}, at the latest when the operation's deadline has passed: 2 s for what an opening
 * file waits for, 30 s for changes. An answer comes from an owner that held a serving lease when it gave it
 * (COHERENCE 4.2).
 */
public interface Records {
    CompletionStage<VolumeResult> acquireVolume(AcquireVolumeRequest request);

    CompletionStage<VolumeResult> relinquishVolume(RelinquishVolumeRequest request);

    CompletionStage<Optional<VolumeRecord>> lookUpVolume(String key);

    /** Nothing when the object has been retired. */
    CompletionStage<Optional<CookieRecord>> lookUp(CookieId cookie);

    CompletionStage<CookieResult> use(UseRequest request);

    CompletionStage<CookieResult> unuse(UnuseRequest request);

    CompletionStage<CookieResult> change(ChangeRequest request);

    /** Caching of an object that nobody uses comes on again, if nothing has happened to it since it was seen. */
    CompletionStage<CookieResult> enable(SeenRequest request);

    /** An object that has not been used for long is retired, if nothing has happened to it since it was seen. */
    CompletionStage<CookieResult> retireIdle(SeenRequest request);

    /** The object is of use at that hour, in hours from 1970. Waits for backups: nobody should wait for it. */
    CompletionStage<CookieResult> touch(CookieId cookie, int hours);

    /** All nodes have taken the fence whose {@code next} is {@code generation}. A later fence stays pending. */
    CompletionStage<CookieResult> clearFence(CookieId cookie, Generation generation);

    /** All nodes have taken the volume's fence whose {@code next} is {@code generation}, and which had that coherency data. */
    CompletionStage<VolumeResult> clearVolumeFence(String key, Generation generation, Bytes coherency);
}
