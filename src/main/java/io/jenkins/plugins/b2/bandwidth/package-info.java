/** Shares bandwidth limits among all transfers that run, on every node. */
package io.jenkins.plugins.b2.bandwidth;
