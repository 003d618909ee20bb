/**
 * Client-side encryption: two published formats, their keys, and nothing about networks, Backblaze or Jenkins.
 *
 * <p>Upload: {@link io.jenkins.plugins.b2.transfer.encryption.FileEncryptor} turns ranges of a plaintext into ranges of
 * a ciphertext. Download: {@link io.jenkins.plugins.b2.transfer.encryption.EncryptedContent} says what the first bytes
 * are, {@link io.jenkins.plugins.b2.transfer.encryption.FileDecryptor} takes ranges apart again. Both formats are
 * written down byte by byte in {@code docs/encryption.md}.
 */
package io.jenkins.plugins.b2.transfer.encryption;
