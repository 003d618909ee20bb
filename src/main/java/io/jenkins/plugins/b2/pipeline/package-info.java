/** The Pipeline steps: setters, forms, and an execution that survives restarts. No logic of transfers. */
package io.jenkins.plugins.b2.pipeline;
