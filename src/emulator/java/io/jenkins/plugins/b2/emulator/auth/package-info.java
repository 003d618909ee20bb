/** Application keys, capabilities and the four kinds of tokens. */
package io.jenkins.plugins.b2.emulator.auth;
