/** What monitoring systems learn through the plugin metrics, where it is there. */
package io.jenkins.plugins.b2.metrics;
