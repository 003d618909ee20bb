package io.jenkins.plugins.b2.transfer;

import java.util.Comparator;
import java.util.Locale;

/** In which order rows of a listing come. All but {@link #NAME} take reading the whole listing first. */
public enum FileOrder {
    /** As B2 lists: by the bytes of names in UTF-8, versions of a name the newest first. */
    NAME(null),
    /** The latest upload first. */
    NEWEST(Comparator.comparingLong(RemoteFile::uploadTimestamp).reversed()),
    /** The earliest upload first. */
    OLDEST(Comparator.comparingLong(RemoteFile::uploadTimestamp)),
    /** The most stored bytes first. */
    LARGEST(Comparator.comparingLong(RemoteFile::size).reversed());

    private final Comparator<RemoteFile> comparator;

    FileOrder(Comparator<RemoteFile> comparator) {
        this.comparator = comparator;
    }

    /** Null for B2's own order. */
    public Comparator<RemoteFile> comparator() {
        return comparator;
    }

    /** As people write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param text as people write it; null or empty for {@link #NAME}
     * @throws InvalidRequestException naming the orders that there are
     */
    public static FileOrder parse(String text) {
        return Choice.parse("order", text, values(), FileOrder::text);
    }
}
