package io.netfscache.origin;

import java.io.IOException;

/** A server of files that can be changed. Safe for use by many threads; calls block for I/O. */
public interface WritableOrigin extends Origin {
    /**
     * Most bytes beyond the end of a file at which it may go on: what lies between is zeroes, which an origin that takes whole
     * files only has to be sent.
     */
    default long maxHoleBytes() {
        return Long.MAX_VALUE;
    }

    /**
     * Opens a file to give it other bytes, or another size.
     *
     * @param expected what is to be changed
     * @param newSize bytes that the file has when that is done
     * @throws OriginChangedException when the file is not the expected one: nothing has been changed
     */
    OriginWriter openForWriting(String path, OriginAttributes expected, long newSize) throws IOException;

    /**
     * Makes an empty file.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is something of that name
     */
    OriginAttributes create(String path) throws IOException;

    /**
     * Makes an empty folder.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is something of that name
     * @throws UnsupportedOperationException when this kind of origin has no folders
     */
    void createFolder(String path) throws IOException;

    /**
     * Deletes a file or an empty folder.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws java.nio.file.DirectoryNotEmptyException for a folder with something in it
     */
    void delete(String path) throws IOException;

    /**
     * Gives a file or folder another name.
     *
     * @param replace whether a file, or an empty folder, of that name is replaced
     * @throws java.nio.file.FileAlreadyExistsException when there is one, and it is not to be replaced
     * @throws UnsupportedOperationException when this kind of origin cannot
     */
    void move(String from, String to, boolean replace) throws IOException;
}
