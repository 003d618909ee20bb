package io.jenkins.plugins.b2.transfer.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The names in one folder, kept as bytes so that a million of them take little more than their text, in the order of those
 * bytes. A folder is ordered as if its name ended with a slash, as all names in it do. Belongs to one thread.
 */
final class FolderNames {
    private static final long FOLDER = -1;

    private byte[] text = new byte[256];
    private int[] ends = new int[16];
    private long[] sizes = new long[16];
    private int[] order;
    private int count;

    void addFile(String name, long size) {
        add(name, size);
    }

    void addFolder(String name) {
        add(name + "/", FOLDER);
    }

    private void add(String name, long size) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int start = start(count);
        if (start + bytes.length > text.length) {
            text = Arrays.copyOf(text, Math.max(start + bytes.length, grown(text.length)));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, grown(count));
            sizes = Arrays.copyOf(sizes, grown(count));
        }
        System.arraycopy(bytes, 0, text, start, bytes.length);
        ends[count] = start + bytes.length;
        sizes[count] = size;
        count++;
    }

    /** By half, since at a million names twice as much would be felt. */
    private static int grown(int length) {
        return Math.addExact(length, length / 2);
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** After the last name, before the first is asked for. */
    void sort() {
        order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        sort(order.clone(), order, 0, count);
    }

    /** Merges into the target what the source has in the same range; the library sorts no indexes without boxes. */
    private void sort(int[] source, int[] target, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(target, source, from, middle);
        sort(target, source, middle, to);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to || left < middle && compare(source[left], source[right]) <= 0;
            target[i] = takeLeft ? source[left++] : source[right++];
        }
    }

    private int compare(int a, int b) {
        return Arrays.compareUnsigned(text, start(a), ends[a], text, start(b), ends[b]);
    }

    int count() {
        return count;
    }

    boolean isFolder(int index) {
        return sizes[order[index]] == FOLDER;
    }

    long size(int index) {
        return sizes[order[index]];
    }

    String name(int index) {
        int i = order[index];
        int length = ends[i] - start(i) - (sizes[i] == FOLDER ? 1 : 0);
        return new String(text, start(i), length, StandardCharsets.UTF_8);
    }
}
