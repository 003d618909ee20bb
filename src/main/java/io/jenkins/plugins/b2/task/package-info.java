/** The routine behind a step and a build action of the same verb. */
package io.jenkins.plugins.b2.task;
