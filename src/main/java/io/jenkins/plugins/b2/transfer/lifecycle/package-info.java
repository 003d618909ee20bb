/** Lifecycle rules of a bucket: by which B2 hides and deletes files itself. */
package io.jenkins.plugins.b2.transfer.lifecycle;
