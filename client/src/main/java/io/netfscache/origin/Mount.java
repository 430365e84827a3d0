package io.netfscache.origin;

/**
 * A line of /proc/self/mountinfo; of paths each character is one byte.
 *
 * @param device major and minor number, as {@code 8:1}
 * @param root the folder of the filesystem that is mounted: another than "/" of a bind mount
 * @param point where it is mounted
 * @param type of the filesystem, as {@code nfs4}
 * @param source what is mounted, as {@code server:/export}
 */
record Mount(int id, int parent, String device, String root, String point, String type, String source) {
    /** Whether a path lies at or below the mount point. */
    boolean covers(String path) {
        return point.equals("/") || path.equals(point) || path.startsWith(point + "/");
    }

    /** A covered path as seen from the mount point; empty for the point itself. */
    String below(String path) {
        return point.equals("/") ? (path.equals("/") ? "" : path) : path.substring(point.length());
    }
}
