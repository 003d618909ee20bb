/** Walks through B2's listings, believing no more of them than was asked for. */
package io.jenkins.plugins.b2.transfer.listing;
