package io.netfscache;

import java.util.List;

/** The folios of one file (struct address_space), as far as {@link Cookie#writeToCache} is concerned with them. */
public interface AddressSpace {
    /**
     * The folios with bytes in {@code length} bytes from {@code start} on, in the order of their positions. Where there is
     * none, or one has bytes outside of the range, the range cannot be written to the cache.
     */
    List<? extends Folio> folios(long start, long length);

    /**
     * Takes the marks away from the folios with bytes in the range (fscache_clear_page_bits), for one who set them and then
     * does not come to write them to the cache.
     *
     * @param caching false: nothing is done
     */
    default void clearFscacheMarks(long start, long length, boolean caching) {
        if (caching) {
            folios(start, length).forEach(Folio::endFscache);
        }
    }
}
