package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;

/**
 * Why a deletion failed. Immutable.
 *
 * @param profile the global one by which it was tried, or of which it was where none leads there; null for one of a folder
 * @param kind null where Jenkins ended meanwhile
 * @param message what failed and what to do
 * @param concernsAll whether it is B2 or the network, so that others would be tried in vain, too
 */
record DeletionFailure(
        @CheckForNull String profile, @CheckForNull Kind kind, String message, boolean concernsAll) {}
