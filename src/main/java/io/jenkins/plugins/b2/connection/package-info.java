/** A way to a bucket for one build, and what a node may ask the controller for. */
package io.jenkins.plugins.b2.connection;
