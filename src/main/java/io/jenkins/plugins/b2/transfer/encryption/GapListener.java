package io.jenkins.plugins.b2.transfer.encryption;

/** Hears which bytes of a damaged file can't be had, see {@link FileDecryptor#salvage}. */
@FunctionalInterface
public interface GapListener {
    /**
     * Bytes of the plaintext that aren't authentic. Nothing was written to their place.
     *
     * @param from offset in the plaintext
     * @param to exclusive; may be {@code from} at the end of a file that was cut off
     * @param openEnded whether the file may have gone on behind it, for nobody knows how long: the piece that says that
     *     it is the last one isn't there
     */
    void gap(long from, long to, boolean openEnded);
}
