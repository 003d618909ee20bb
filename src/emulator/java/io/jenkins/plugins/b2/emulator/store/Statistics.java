package io.jenkins.plugins.b2.emulator.store;

/** How much an account holds. {@code fileVersions} counts all rows, {@code bytes} those of finished files and parts. */
public record Statistics(int buckets, int fileVersions, int unfinishedLargeFiles, int parts, long bytes) {

    public static Statistics of(Account account) {
        account.lock().lock();
        try {
            long bytes = account.files().values().stream()
                    .mapToLong(f -> f.content().length())
                    .sum();
            int parts = 0;
            for (var all : account.parts().values()) {
                parts += all.size();
                bytes += all.values().stream()
                        .mapToLong(p -> p.content().length())
                        .sum();
            }
            return new Statistics(
                    account.shelves().size(),
                    account.files().size(),
                    account.parts().size(),
                    parts,
                    bytes);
        } finally {
            account.lock().unlock();
        }
    }
}
