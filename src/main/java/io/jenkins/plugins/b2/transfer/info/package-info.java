/** What can be told of account, key and bucket, and whether a connection works. */
package io.jenkins.plugins.b2.transfer.info;
