/** The vocabulary of the transfer core: requests, results, settings, exceptions. Knows nothing of Jenkins. */
package io.jenkins.plugins.b2.transfer;
