package io.jenkins.plugins.b2.transfer;

/**
 * Gives a session its account authorization: the first one, and a fresh one whenever B2 says that the old one is no
 * longer good. Where the session runs far from the key, this is the way to ask the place that holds it. Must be
 * thread-safe; a session asks from one thread at a time.
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
}
