/** The format FERNET: one token, made and opened from its beginning to its end in constant memory. */
package io.jenkins.plugins.b2.transfer.encryption.fernet;
