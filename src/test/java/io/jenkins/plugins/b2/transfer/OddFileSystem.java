package io.jenkins.plugins.b2.transfer;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The file system of the machine, but for what it refuses, as network mounts and containers do. It has no handles of
 * folders, so paths are all there is.
 */
final class OddFileSystem extends FileSystem {
    /** What is refused. */
    enum Oddity {
        /** Quota or a lost server is told when a file is closed. */
        CLOSE,
        TIMES,
        PERMISSIONS,
        RENAME,
        LOCKS,
        /** Another process takes the first file for one that was left, before it is locked. */
        TAKEN
    }

    private final FileSystem real;
    private final Set<Oddity> oddities;
    private final FileSystemProvider provider = new Provider();

    OddFileSystem(FileSystem real, Oddity... oddities) {
        this.real = real;
        this.oddities = EnumSet.noneOf(Oddity.class);
        this.oddities.addAll(Arrays.asList(oddities));
    }

    Path odd(Path path) {
        return path == null
                ? null
                : (Path) Proxy.newProxyInstance(
                        OddFileSystem.class.getClassLoader(), new Class<?>[] {Path.class}, new OddPath(path));
    }

    private static Path real(Path path) {
        return path != null && Proxy.isProxyClass(path.getClass())
                ? ((OddPath) Proxy.getInvocationHandler(path)).path
                : path;
    }

    private void refuse(Oddity oddity, Path path) throws IOException {
        if (oddities.contains(oddity)) {
            throw new FileSystemException(path.toString(), null, "refused for a test: " + oddity);
        }
    }

    private final class OddPath implements InvocationHandler {
        private final Path path;

        OddPath(Path path) {
            this.path = path;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("getFileSystem")) {
                return OddFileSystem.this;
            }
            Object[] real = arguments == null ? new Object[0] : arguments.clone();
            for (int i = 0; i < real.length; i++) {
                real[i] = real[i] instanceof Path other ? real(other) : real[i];
            }
            try {
                return odd(method.invoke(path, real));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private Object odd(Object result) {
            if (result instanceof Path other) {
                return OddFileSystem.this.odd(other);
            }
            if (result instanceof Iterator<?> all) {
                return new Iterator<Path>() {
                    @Override
                    public boolean hasNext() {
                        return all.hasNext();
                    }

                    @Override
                    public Path next() {
                        return OddFileSystem.this.odd((Path) all.next());
                    }
                };
            }
            return result;
        }
    }

    private final class Provider extends FileSystemProvider {
        private FileSystemProvider provider() {
            return real.provider();
        }

        @Override
        public String getScheme() {
            return "odd";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return provider().newByteChannel(real(path), options, attributes);
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            FileChannel channel = provider().newFileChannel(real(path), options, attributes);
            boolean partial =
                    options.contains(StandardOpenOption.CREATE_NEW) && options.contains(StandardOpenOption.READ);
            if (partial && oddities.remove(Oddity.TAKEN)) {
                provider().delete(real(path));
            }
            return new OddChannel(real(path), channel);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            DirectoryStream<Path> stream =
                    provider().newDirectoryStream(real(folder), path -> filter.accept(odd(path)));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    Iterator<Path> all = stream.iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return all.hasNext();
                        }

                        @Override
                        public Path next() {
                            return odd(all.next());
                        }
                    };
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
            provider().createDirectory(real(folder), attributes);
        }

        @Override
        public void delete(Path path) throws IOException {
            provider().delete(real(path));
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) throws IOException {
            provider().copy(real(source), real(target), options);
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            refuse(Oddity.RENAME, target);
            provider().move(real(source), real(target), options);
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return provider().isSameFile(real(one), real(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return provider().isHidden(real(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return provider().getFileStore(real(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            provider().checkAccess(real(path), modes);
        }

        @Override
        public Path readSymbolicLink(Path link) throws IOException {
            return odd(provider().readSymbolicLink(real(link)));
        }

        @Override
        @SuppressWarnings("unchecked")
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            V view = provider().getFileAttributeView(real(path), type, options);
            InvocationHandler refusing = (proxy, method, arguments) -> {
                if (method.getName().equals("setTimes")) {
                    refuse(Oddity.TIMES, path);
                } else if (method.getName().equals("setPermissions")) {
                    refuse(Oddity.PERMISSIONS, path);
                }
                try {
                    return method.invoke(view, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            };
            return BasicFileAttributeView.class.isAssignableFrom(type)
                    ? (V) Proxy.newProxyInstance(OddFileSystem.class.getClassLoader(), new Class<?>[] {type}, refusing)
                    : view;
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return provider().readAttributes(real(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return provider().readAttributes(real(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
            provider().setAttribute(real(path), attribute, value, options);
        }
    }

    /** Tells at its end that nothing was kept. */
    private final class OddChannel extends FileChannel {
        private final Path path;
        private final FileChannel channel;
        private boolean written;

        OddChannel(Path path, FileChannel channel) {
            this.path = path;
            this.channel = channel;
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            return channel.read(buffer);
        }

        @Override
        public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
            return channel.read(buffers, offset, length);
        }

        @Override
        public int write(ByteBuffer buffer) throws IOException {
            written = true;
            return channel.write(buffer);
        }

        @Override
        public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
            written = true;
            return channel.write(buffers, offset, length);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            channel.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            channel.force(metadata);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return channel.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
            return channel.transferFrom(source, position, count);
        }

        @Override
        public int read(ByteBuffer buffer, long position) throws IOException {
            return channel.read(buffer, position);
        }

        @Override
        public int write(ByteBuffer buffer, long position) throws IOException {
            written = true;
            return channel.write(buffer, position);
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return channel.map(mode, position, size);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            refuse(Oddity.LOCKS, path);
            return channel.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            refuse(Oddity.LOCKS, path);
            return channel.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
            if (written) {
                refuse(Oddity.CLOSE, path);
            }
        }
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        // The real one stays open.
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return real.getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return odd(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        return real.getPathMatcher(pattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return real.newWatchService();
    }
}
