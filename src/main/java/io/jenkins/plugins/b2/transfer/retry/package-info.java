/** How often and how long to try again: arithmetic only. */
package io.jenkins.plugins.b2.transfer.retry;
