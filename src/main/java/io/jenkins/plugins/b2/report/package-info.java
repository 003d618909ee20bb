/** What is kept with a build of the files that it moved, and how it is shown. Talks to nobody. */
package io.jenkins.plugins.b2.report;
