/** Counters and snapshots of what a run has done. */
package io.jenkins.plugins.b2.transfer.progress;
