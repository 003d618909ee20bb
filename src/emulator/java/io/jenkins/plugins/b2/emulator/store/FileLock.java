package io.jenkins.plugins.b2.emulator.store;

/**
 * Retention and legal hold of one file version.
 *
 * @param mode {@code governance}, {@code compliance}, or null for no retention
 * @param retainUntil milliseconds since 1970, or null
 * @param legalHold {@code on}, {@code off}, or null when never set
 */
public record FileLock(String mode, Long retainUntil, String legalHold) {
    public static final FileLock NONE = new FileLock(null, null, null);

    public FileLock withRetention(String newMode, Long newRetainUntil) {
        return new FileLock(newMode, newRetainUntil, legalHold);
    }

    public FileLock withLegalHold(String newLegalHold) {
        return new FileLock(mode, retainUntil, newLegalHold);
    }

    /** Answers 401 {@code access_denied}, as B2 without a reason, when the version may not be deleted now. */
    void checkDeletable(long now, boolean bypassGovernance) {
        boolean retained = mode != null && retainUntil > now;
        boolean bypassed = bypassGovernance && "governance".equals(mode);
        if ("on".equals(legalHold) || retained && !bypassed) {
            throw B2Failure.accessDenied(401);
        }
    }

    /** Answers 403 {@code access_denied} when the retention may not be replaced by the given one. */
    void checkRetentionChange(String newMode, Long newRetainUntil, long now, boolean bypassGovernance) {
        boolean retained = mode != null && retainUntil > now;
        if (!retained) {
            return;
        }
        boolean extended = mode.equals(newMode) && newRetainUntil >= retainUntil;
        boolean strengthened = "compliance".equals(newMode) && newRetainUntil >= retainUntil;
        boolean bypassed = "governance".equals(mode) && bypassGovernance;
        if (!extended && !strengthened && !bypassed) {
            throw B2Failure.accessDenied(403);
        }
    }
}
