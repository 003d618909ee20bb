/** The way into the core: an open client for one bucket and its verbs. */
package io.jenkins.plugins.b2.transfer.session;
