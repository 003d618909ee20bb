/** Cancellation, and threads that work off tasks without waiting for each other. */
package io.jenkins.plugins.b2.transfer.concurrent;
