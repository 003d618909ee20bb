package io.jenkins.plugins.b2.transfer.protocol;

/** What kind of request failed, since B2 asks for different reactions. */
public enum CallKind {
    /** b2_authorize_account. */
    AUTHORIZE,
    /** A JSON call with the account's token. */
    CALL,
    /** Content sent to an upload URL. */
    UPLOAD,
    /** Content fetched with the account's token. */
    DOWNLOAD
}
