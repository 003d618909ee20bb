/** One bandwidth limit for many streams, by time of day. */
package io.jenkins.plugins.b2.transfer.throttle;
