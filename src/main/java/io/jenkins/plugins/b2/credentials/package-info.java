/** The application key as a kind of Jenkins credentials. */
package io.jenkins.plugins.b2.credentials;
