/**
 * The wire: connections, raw request targets, blocking bodies, disruption on demand, bandwidth. Nothing here knows
 * B2's calls.
 */
package io.jenkins.plugins.b2.emulator.http;
