/** Downloads files: ranges in parallel, checked, complete at their place or not there at all. */
package io.jenkins.plugins.b2.transfer.download;
