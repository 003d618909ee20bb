/** Calls to B2 that repeat themselves as B2 asks, and what its errors mean. */
package io.jenkins.plugins.b2.transfer.protocol;
