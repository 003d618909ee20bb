/**
 * Looks in the background whether profiles work and how operations through them end, and tells administrators where they don't.
 */
package io.jenkins.plugins.b2.monitor;
