package io.jenkins.plugins.b2.agent;

import hudson.model.TaskListener;
import hudson.slaves.ComputerLauncher;
import hudson.slaves.SlaveComputer;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.apache.commons.io.output.TeeOutputStream;

/** Starts an agent on this machine and writes down every byte that goes to it and comes from it. */
final class RecordingLauncher extends ComputerLauncher {
    private final transient Path toAgent;
    private final transient Path fromAgent;

    RecordingLauncher(Path toAgent, Path fromAgent) {
        this.toAgent = toAgent;
        this.fromAgent = fromAgent;
    }

    @Override
    public void launch(SlaveComputer computer, TaskListener listener) throws IOException, InterruptedException {
        Path jar = Files.createTempFile("agent", ".jar");
        Files.write(jar, Jenkins.get().getJnlpJars("agent.jar").readFully());
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx128m",
                        "-jar",
                        jar.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        OutputStream sent = new BufferedOutputStream(Files.newOutputStream(toAgent));
        OutputStream received = new BufferedOutputStream(Files.newOutputStream(fromAgent));
        computer.setChannel(
                recording(process.getInputStream(), received),
                new TeeOutputStream(process.getOutputStream(), sent),
                listener.getLogger(),
                null);
    }

    private static InputStream recording(InputStream in, OutputStream copy) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                if (read >= 0) {
                    copy.write(read);
                }
                return read;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = super.read(bytes, offset, length);
                if (read > 0) {
                    copy.write(bytes, offset, read);
                }
                return read;
            }

            @Override
            public void close() throws IOException {
                copy.close();
                super.close();
            }
        };
    }
}
