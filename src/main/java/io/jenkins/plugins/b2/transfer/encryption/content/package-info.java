/**
 * The top of encryption: knows both formats, tells by the first bytes which one some content is in, and opens it.
 */
package io.jenkins.plugins.b2.transfer.encryption.content;
