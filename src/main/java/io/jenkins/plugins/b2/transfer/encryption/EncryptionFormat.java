package io.jenkins.plugins.b2.transfer.encryption;

/** The formats in which a file can be encrypted before it leaves the machine. */
public enum EncryptionFormat {
    /**
     * Our header, then Google Tink's streaming AEAD AES256-GCM-HKDF with segments of 1 MiB. Any range can be written
     * and read by itself.
     */
    AES256_GCM,

    /** One Fernet token, as Python's {@code cryptography} makes it. From the beginning to the end only. */
    FERNET
}
