package io.netfscache.cli.chaos;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.history.Answer;
import io.netfscache.cli.chaos.history.Call;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.protocol.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The thread that changes the files that are its own: at the origin, and then by an invalidation of what is cached of it. */
final class ChaosWriter implements AutoCloseable {
    private final Origin origin;
    private final URI url;
    private final Volume volume;
    private final List<ChaosFile> files;
    private final Calls calls;
    private final RecentChanges recent;
    private final SplittableRandom random;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<ChaosFile, Integer> versions = new HashMap<>();
    private final Map<ChaosFile, Cookie> cookies = new HashMap<>();

    ChaosWriter(
            FsCache cache, Origin origin, URI url, List<ChaosFile> files, Calls calls, RecentChanges recent, long seed)
            throws CacheException {
        this.origin = origin;
        this.url = url;
        this.volume = cache.acquireVolume(origin.volumeKey(), "", new byte[0]);
        this.files = List.copyOf(files);
        this.calls = calls;
        this.recent = recent;
        this.random = new SplittableRandom(seed);
    }

    /** A pause and a change, or several of one file on the heels of each other, while its readers fetch what is new. */
    void step() throws InterruptedException {
        Wiring.pause(ChaosLimits.CHANGE_PAUSE.plus(upTo(ChaosLimits.CHANGE_PAUSE_RANGE)));
        ChaosFile file = files.get(random.nextInt(files.size()));
        boolean again = change(file);
        for (int more = random.nextInt(ChaosLimits.CHANGES_IN_A_ROW); again && more > 0; more--) {
            Wiring.pause(upTo(ChaosLimits.QUICK_CHANGE_PAUSE));
            again = change(file);
        }
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos(random.nextLong(most.toNanos()));
    }

    /** Whether it has been acknowledged. */
    private boolean change(ChaosFile file) throws InterruptedException {
        int version = versions.merge(file, 1, Integer::sum);
        Answer written = calls.make(new Call.Write(file.name(), version), () -> write(file, version));
        if (!(written instanceof Answer.Ok)) {
            Wiring.pause(ChaosLimits.FAILURE_PAUSE);
            return false;
        }
        OriginAttributes attributes;
        try {
            attributes = origin.stat(file.path());
        } catch (IOException e) {
            // Nothing is promised of that version, and the next one says what it replaces.
            Wiring.pause(ChaosLimits.FAILURE_PAUSE);
            return false;
        }
        Answer told = calls.make(new Call.Invalidate(file.name(), version), () -> invalidate(file, attributes));
        if (told instanceof Answer.Ok) {
            recent.acknowledged(file);
        }
        return told instanceof Answer.Ok;
    }

    private Answer write(ChaosFile file, int version) throws InterruptedException {
        HttpRequest put = HttpRequest.newBuilder(url.resolve(file.path()))
                .PUT(HttpRequest.BodyPublishers.ofString(Integer.toString(version)))
                .timeout(ChaosLimits.WRITE_DEADLINE)
                .build();
        try {
            int status = http.send(put, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 204 ? new Answer.Ok() : new Answer.Failed("the origin answered " + status);
        } catch (IOException e) {
            return new Answer.Unknown(String.valueOf(e));
        }
    }

    private Answer invalidate(ChaosFile file, OriginAttributes now) throws InterruptedException {
        byte[] aux = now.aux().toArray();
        Cookie cookie = cookies.computeIfAbsent(
                file, missing -> volume.acquireCookie(Set.of(), origin.objectKey(missing.path()), aux, now.size()));
        try {
            Void unused = cookie.invalidate(aux, now.size(), Set.of())
                    .toCompletableFuture()
                    .get(
                            ChaosLimits.INVALIDATE_DEADLINE
                                    .plus(ChaosLimits.SCHEDULER_SLACK)
                                    .toNanos(),
                            TimeUnit.NANOSECONDS);
            return new Answer.Ok();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause instanceof CacheException refused && refused.code() == ErrorCode.EINVAL
                    ? new Answer.Failed(String.valueOf(cause))
                    : new Answer.Unknown(String.valueOf(cause));
        } catch (TimeoutException e) {
            return new Answer.Unknown("no answer within its deadline");
        }
    }

    @Override
    public void close() throws CacheException {
        for (Cookie cookie : cookies.values()) {
            cookie.relinquish(false);
        }
        volume.relinquish(new byte[0], false);
    }
}
