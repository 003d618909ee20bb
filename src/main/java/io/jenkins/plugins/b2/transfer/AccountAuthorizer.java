package io.jenkins.plugins.b2.transfer;

/**
 * Gives a session its account authorization: the first one, and a fresh one whenever B2 says that the old one is no
 * longer good; and the id of its bucket, which others may have looked up. Where the session runs far from the key, this is
 * the way to ask the place that holds it. Must be thread-safe; a session asks from one thread at a time.
 */
@FunctionalInterface
public interface AccountAuthorizer {
    AccountAuthorization authorize() throws TransferException, InterruptedException;

    /**
     * As {@link #authorize()}, telling how it fares where this place hears of that.
     *
     * @param observer called on any thread
     */
    default AccountAuthorization authorize(CallObserver observer) throws TransferException, InterruptedException {
        return authorize();
    }

    /** Asks B2 for the id of the session's bucket. */
    @FunctionalInterface
    interface BucketLookUp {
        String find() throws TransferException, InterruptedException;
    }

    /**
     * The id of the session's bucket, where the authorization does not tell it; asked for once, and again after
     * {@link #bucketRefused}.
     *
     * @param lookUp what the session would do by itself, which is also the default
     */
    default String bucketId(BucketLookUp lookUp) throws TransferException, InterruptedException {
        return lookUp.find();
    }

    /**
     * B2 does not know an id that {@link #bucketId} gave: nobody is to be given it again.
     *
     * @param id which one, since another may be known by now
     */
    default void bucketRefused(String id) {}

    /**
     * Lends an upload URL for the session's bucket, which others may have used before. Asked for once a session at most, for its
     * first upload; for what it needs besides, it asks B2.
     *
     * @return null where there is none to lend, which is the default
     */
    default UploadUrl borrowUploadUrl() throws TransferException, InterruptedException {
        return null;
    }

    /** The session is over, and the last upload to the URL that it borrowed went well. */
    default void returnUploadUrl() {}
}
