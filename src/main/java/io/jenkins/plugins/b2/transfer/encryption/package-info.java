/**
 * Client-side encryption: what both formats share and their users see, the keys, and nothing about networks, Backblaze or
 * Jenkins.
 *
 * <p>Upload: a {@link io.jenkins.plugins.b2.transfer.encryption.FileEncryptor} turns ranges of a plaintext into ranges of
 * a ciphertext. Download: a {@link io.jenkins.plugins.b2.transfer.encryption.FileDecryptor} takes ranges apart again. Both
 * come from {@link io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent}, which alone knows the formats
 * (packages {@code gcm} and {@code fernet}). They are written down byte by byte in {@code docs/reference/encryption-format.md}.
 */
package io.jenkins.plugins.b2.transfer.encryption;
