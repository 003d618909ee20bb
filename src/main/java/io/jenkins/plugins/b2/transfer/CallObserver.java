package io.jenkins.plugins.b2.transfer;

/** Hears how calls to B2 fare while they are made. Must be thread-safe and quick, and must not throw. */
@FunctionalInterface
public interface CallObserver {
    /** A call failed and is about to be repeated. */
    void retrying(RetryEvent event);

    /**
     * No byte has moved for a while in a call that goes on; told again while that lasts.
     *
     * @param message which call, where, for how long, and what comes of it
     */
    default void silent(String message) {}

    /** One that runs this first when a call is repeated, and passes everything on. */
    default CallObserver onRetry(Runnable first) {
        CallObserver next = this;
        return new CallObserver() {
            @Override
            public void retrying(RetryEvent event) {
                first.run();
                next.retrying(event);
            }

            @Override
            public void silent(String message) {
                next.silent(message);
            }
        };
    }
}
