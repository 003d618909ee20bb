/** Local files: trees, patterns, names, sources and targets. */
package io.jenkins.plugins.b2.transfer.files;
