package io.jenkins.plugins.b2.emulator.auth;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A live token. What it is good for depends on its kind. */
public final class Token {
    private final String text;
    private final Kind kind;
    private final Grant grant;
    private final String resource;
    private final String namePrefix;
    private final Map<String, String> overrides;
    private final long expires;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** What a token opens; the suffix is part of its text. */
    public enum Kind {
        ACCOUNT("acct"),
        UPLOAD("upld"),
        PART("part"),
        DOWNLOAD("dnld");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }

        String suffix() {
            return suffix;
        }
    }

    Token(
            String text,
            Kind kind,
            Grant grant,
            String resource,
            String namePrefix,
            Map<String, String> overrides,
            long expires) {
        this.text = text;
        this.kind = kind;
        this.grant = grant;
        this.resource = resource;
        this.namePrefix = namePrefix;
        this.overrides = overrides;
        this.expires = expires;
    }

    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    public Grant grant() {
        return grant;
    }

    /** The bucket id of an upload or download token, the file id of a part token, null for an account token. */
    public String resource() {
        return resource;
    }

    /** What names must begin with, for download tokens. */
    public String namePrefix() {
        return namePrefix;
    }

    /** Query values that a download must repeat, for download tokens. */
    public Map<String, String> overrides() {
        return overrides;
    }

    /** Milliseconds since 1970. */
    public long expires() {
        return expires;
    }

    /** Takes the token for one upload; false while another upload has it. */
    public boolean take() {
        return busy.compareAndSet(false, true);
    }

    public void giveBack() {
        busy.set(false);
    }
}
