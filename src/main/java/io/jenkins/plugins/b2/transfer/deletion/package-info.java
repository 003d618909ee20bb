/** Deletes and hides files, by name or by retention rules. */
package io.jenkins.plugins.b2.transfer.deletion;
