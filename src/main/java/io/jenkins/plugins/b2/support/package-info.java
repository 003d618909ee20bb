/** What support bundles tell of the plugin, where the plugin that makes them is there. */
package io.jenkins.plugins.b2.support;
