/**
 * B2 in a box: an HTTP server that speaks the Backblaze B2 native API, for tests, demonstrations and benchmarks.
 * Begin with {@link io.jenkins.plugins.b2.emulator.B2Emulator}.
 */
package io.jenkins.plugins.b2.emulator;
