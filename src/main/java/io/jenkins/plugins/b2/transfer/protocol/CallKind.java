package io.jenkins.plugins.b2.transfer.protocol;

import io.jenkins.plugins.b2.transfer.http.SuccessClock.Service;

/** What kind of request failed, since B2 asks for different reactions. */
public enum CallKind {
    /** b2_authorize_account. */
    AUTHORIZE(Service.API),
    /** A JSON call with the account's token. */
    CALL(Service.API),
    /** Content sent to an upload URL. */
    UPLOAD(Service.UPLOAD),
    /** Content fetched with the account's token. */
    DOWNLOAD(Service.DOWNLOAD);

    private final Service service;

    CallKind(Service service) {
        this.service = service;
    }

    /** What of B2 answers it. */
    Service service() {
        return service;
    }
}
