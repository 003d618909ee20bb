package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import hudson.model.Computer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** For what somebody waits for at a page, and a thread of the web server with them. */
public final class TimeLimit {
    private TimeLimit() {}

    /**
     * Does it on another thread, as Jenkins itself. What is not done in time is interrupted.
     *
     * @param late what to say then
     * @throws AbortException when the time is over
     * @throws IOException as the work has thrown it, or around what else that has thrown
     */
    public static <T> T within(Duration limit, String late, Callable<T> work) throws IOException, InterruptedException {
        Future<T> answer = Computer.threadPoolForRemoting.submit(work);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AbortException(late);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
