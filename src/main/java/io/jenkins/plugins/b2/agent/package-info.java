/** What runs on the node that has the files: the operation, its console, its heartbeat to the controller. */
package io.jenkins.plugins.b2.agent;
