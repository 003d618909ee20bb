package io.jenkins.plugins.b2.emulator.store;

import java.util.HexFormat;

/**
 * Bytes and their hashes.
 *
 * @param sha1 20 bytes, or null where B2 reports {@code none} (large files)
 * @param verified false after {@code do_not_verify}: the hash is the server's own and no client vouched for it
 * @param md5 16 bytes, or null where it was not computed (see {@link BodyStore#MD5_LIMIT})
 */
public record StoredContent(Body body, byte[] sha1, boolean verified, byte[] md5) {
    public static final StoredContent EMPTY = new StoredContent(Body.EMPTY, null, true, null);

    public long length() {
        return body.length();
    }

    /** As B2 writes it: 40 hex digits, the same after {@code unverified:}, or {@code none}. */
    public String sha1Text() {
        if (sha1 == null) {
            return "none";
        }
        String hex = HexFormat.of().formatHex(sha1);
        return verified ? hex : "unverified:" + hex;
    }

    /** 32 hex digits or null. */
    public String md5Text() {
        return md5 == null ? null : HexFormat.of().formatHex(md5);
    }
}
