/** Keeps the artifacts and stashes of builds in B2: Jenkins' artifact manager. */
package io.jenkins.plugins.b2.artifacts;
