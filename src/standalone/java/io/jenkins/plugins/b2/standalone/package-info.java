/** The command line: what the plugin does with files, without Jenkins. */
package io.jenkins.plugins.b2.standalone;
