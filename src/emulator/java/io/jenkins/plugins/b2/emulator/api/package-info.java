/** B2's calls: arguments in, rules of the native API applied, JSON or bytes out. */
package io.jenkins.plugins.b2.emulator.api;
