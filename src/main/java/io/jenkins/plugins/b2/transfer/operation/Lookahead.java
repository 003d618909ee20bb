package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.TransferException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Looks some way ahead at the files that an operation will deal with, and tells the operation what it sees. Little work is
 * so known as a whole before it begins, and is done in a good order; of much work no more than a window is in memory.
 * Belongs to the operation's source.
 *
 * @param <T> a file
 */
public final class Lookahead<T> {
    private final OperationContext operation;
    private final Source<T> source;
    private final int window;
    private final ToLongFunction<T> size;
    private final Refinement<T> refinement;
    private List<T> ahead;
    private int position;
    private boolean sourceEnded;

    /** Gives files one by one. */
    @FunctionalInterface
    public interface Source<T> {
        /** Null at the end. */
        T next() throws TransferException, InterruptedException;
    }

    /** Does something about a window of files at once. */
    @FunctionalInterface
    public interface Refinement<T> {
        List<T> refine(List<T> files) throws TransferException, InterruptedException;
    }

    /**
     * @param window how many files at most are in memory
     * @param size bytes of a file that travel; null where none do
     * @param refinement of each window, before any file of it is dealt with
     */
    public Lookahead(
            OperationContext operation,
            Source<T> source,
            int window,
            ToLongFunction<T> size,
            Refinement<T> refinement) {
        this.operation = operation;
        this.source = source;
        this.window = window;
        this.size = size;
        this.refinement = refinement;
    }

    /** Largest first, so that no large file is left for the end when all other connections idle. */
    public static <T> Comparator<T> largestFirst(ToLongFunction<T> size) {
        return Comparator.comparingLong(size).reversed();
    }

    /** The next file; null at the end. */
    public T next() throws TransferException, InterruptedException {
        while (ahead == null || position == ahead.size()) {
            if (sourceEnded) {
                return null;
            }
            fill();
        }
        T file = ahead.get(position);
        ahead.set(position++, null);
        return file;
    }

    private void fill() throws TransferException, InterruptedException {
        boolean first = ahead == null;
        List<T> files = new ArrayList<>();
        T file;
        while (files.size() < window && (file = source.next()) != null) {
            files.add(file);
        }
        sourceEnded = files.size() < window;
        long bytes = size == null ? 0 : files.stream().mapToLong(size).sum();
        if (first && sourceEnded) {
            operation.started(files.size(), size == null ? -1 : bytes);
        } else {
            if (first) {
                operation.started(-1, -1);
            }
            operation.meter().found(files.size(), bytes);
            if (sourceEnded) {
                operation.meter().foundAll(size != null);
            }
        }
        ahead = refinement.refine(files);
        position = 0;
    }
}
