package io.jenkins.plugins.b2.transfer.files;

/** Content that lies in memory. The array belongs to it from then on. */
public final class MemorySource implements UploadSource {
    private final byte[] content;
    private final int length;

    /**
     * @param length how many bytes of the array count
     */
    public MemorySource(byte[] content, int length) {
        this.content = content;
        this.length = length;
    }

    @Override
    public String path() {
        return null;
    }

    @Override
    public Long modifiedMillis() {
        return null;
    }

    @Override
    public void checkUnchanged() {}

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] buffer, int offset, int count, long position) {
        int read = (int) Math.min(count, length - position);
        if (read <= 0) {
            return -1;
        }
        System.arraycopy(content, (int) position, buffer, offset, read);
        return read;
    }

    @Override
    public void close() {}
}
