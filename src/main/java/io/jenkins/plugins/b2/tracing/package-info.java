/** What traces tell of steps through the plugin opentelemetry, where it is there. */
package io.jenkins.plugins.b2.tracing;
