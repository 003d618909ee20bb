/**
 * The verbs for freestyle jobs. Each action holds the Pipeline step of the same verb: its form, help, checks and
 * parameters are the step's, and so is the work. What is here is what a freestyle job has and a Pipeline has not:
 * variables in text fields, and an action after the build.
 */
package io.jenkins.plugins.b2.freestyle;
