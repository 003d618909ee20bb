/**
 * The format AES256_GCM: a header of our own, then the wire format of Google Tink's streaming AEAD. Any range of a file
 * can be made and opened by itself.
 */
package io.jenkins.plugins.b2.transfer.encryption.gcm;
