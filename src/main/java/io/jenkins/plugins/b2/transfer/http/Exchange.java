package io.jenkins.plugins.b2.transfer.http;

import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.ApiCall;

/** One request to B2 and its answer, as the layers around it see it. Belongs to one thread, and is run once. */
public interface Exchange<T> {
    ApiCall call();

    /** Method and call for a log, without what could let others repeat it. */
    String description();

    /** Sends the request and reads the answer. */
    T run() throws B2Exception;
}
