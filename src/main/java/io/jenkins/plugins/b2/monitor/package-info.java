/** Looks in the background whether profiles still work, and tells administrators where they don't. */
package io.jenkins.plugins.b2.monitor;
