package io.netfscache;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.util.List;

/** ENODATA of {@link ReadHole#FAIL}: parts of the range are not cached. */
public final class MissingDataException extends CacheException {
    private static final long serialVersionUID = 1L;

    private final transient List<ByteRange> missing;

    public MissingDataException(List<ByteRange> missing, String message) {
        super(ErrorCode.ENODATA, Reason.NONE, message);
        this.missing = List.copyOf(missing);
    }

    /** The missing ranges of the object, in order, whole blocks cut at the object's end and the asked range; never empty. */
    public List<ByteRange> missing() {
        return missing;
    }
}
