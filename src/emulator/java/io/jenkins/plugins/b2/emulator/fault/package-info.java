/** What can go wrong, how slow it is, and what was counted: plain data and arithmetic, without HTTP. */
package io.jenkins.plugins.b2.emulator.fault;
