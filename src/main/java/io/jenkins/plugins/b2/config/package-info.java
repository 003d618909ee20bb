/** The global configuration: profiles, their credentials, bandwidth. On the controller only. */
package io.jenkins.plugins.b2.config;
