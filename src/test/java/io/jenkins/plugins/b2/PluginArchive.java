package io.jenkins.plugins.b2;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The plugin as users install it: classes in a jar inside of an archive. Tests run from folders otherwise, where Jenkins
 * lets every class of the plugin cross to agents, and loads them one by one.
 */
final class PluginArchive {
    private PluginArchive() {}

    static void write(Path file) throws IOException, URISyntaxException {
        Manifest manifest;
        try (InputStream in = PluginArchive.class.getResourceAsStream("/the.hpl")) {
            manifest = new Manifest(in);
        }
        manifest.getMainAttributes().remove(new Attributes.Name("Libraries"));
        manifest.getMainAttributes().remove(new Attributes.Name("Resource-Path"));
        Path jar = Files.createTempFile("backblaze-b2", ".jar");
        Path classes = location("/io/jenkins/plugins/b2/pipeline/B2UploadStep.class");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> walk = Files.walk(classes)) {
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(path).toString().replace('\\', '/');
                if (!name.equals("META-INF/MANIFEST.MF")) {
                    add(out, name, path);
                }
            }
        }
        try (OutputStream stream = Files.newOutputStream(file);
                JarOutputStream out = new JarOutputStream(stream, manifest)) {
            add(out, "WEB-INF/lib/backblaze-b2.jar", jar);
            add(out, "WEB-INF/lib/b2-sdk-core.jar", location("/com/backblaze/b2/client/B2StorageClient.class"));
        }
        Files.delete(jar);
    }

    /** The folder or jar that a class comes from. */
    private static Path location(String resource) throws URISyntaxException {
        URL url = PluginArchive.class.getResource(resource);
        String place = url.toExternalForm()
                .replace(resource, "")
                .replaceFirst("^jar:", "")
                .replaceFirst("!$", "");
        return Path.of(java.net.URI.create(place));
    }

    private static void add(JarOutputStream out, String name, Path file) throws IOException {
        out.putNextEntry(new JarEntry(name));
        Files.copy(file, out);
        out.closeEntry();
    }
}
