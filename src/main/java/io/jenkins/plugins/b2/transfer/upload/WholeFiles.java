package io.jenkins.plugins.b2.transfer.upload;

import java.util.List;

/**
 * Which of many files go in one request, though in parts they would go faster alone: those that are no more than one
 * connection's share of all that go before or beside them, so that no connection waits for them. Parts would take a start, a
 * finish and further upload URLs, and a second reading for the hash of the whole. Immutable.
 */
final class WholeFiles {
    private final long largest;

    /** @param files that are to be sent, of which those go first that are too large for this */
    WholeFiles(List<UploadItem> files, PartSizes sizes, int connections) {
        long bytes = files.stream()
                .filter(file -> file.expectedSize() <= sizes.whole() && !file.isLikelyUnchanged())
                .mapToLong(UploadItem::expectedSize)
                .sum();
        largest = Math.min(sizes.whole(), bytes / connections);
    }

    UploadItem mark(UploadItem file) {
        return file.expectedSize() <= largest ? file.inOneRequest() : file;
    }
}
