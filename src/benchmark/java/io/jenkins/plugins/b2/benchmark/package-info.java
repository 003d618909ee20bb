/** Times the command beside other programs on the same emulator. */
package io.jenkins.plugins.b2.benchmark;
