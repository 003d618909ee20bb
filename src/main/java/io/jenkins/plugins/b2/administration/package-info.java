/** The pages beside the configuration: what is under way, and what administrators do about it. */
package io.jenkins.plugins.b2.administration;
