/** What is under way now, as the controller knows it. Talks to nobody. */
package io.jenkins.plugins.b2.progress;
