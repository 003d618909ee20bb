/** What the verbs share: one run with its threads and listener, and the life of one file in it. */
package io.jenkins.plugins.b2.transfer.operation;
