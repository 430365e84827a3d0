package io.netfscache.node;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Why the operating system refused something, in words, and what to do where that is always the same. */
public final class Reasons {
    private Reasons() {}

    public static String of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        String small = message.toLowerCase(Locale.ROOT);
        if (small.contains("in use")) {
            return "the address is in use: stop the process that has it, or choose another port";
        }
        if (failure instanceof BindException || small.contains("cannot assign requested address")) {
            return "this machine has no such address, or the port is not for this user: " + message;
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file of that name is there already";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return message;
    }

    /** Whether it was the file system that refused, not this program. */
    static boolean isOfDisk(IOException failure) {
        return failure instanceof FileSystemException
                || String.valueOf(failure.getMessage()).contains("No space left on device");
    }
}
