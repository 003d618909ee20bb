package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A CA of the tests' own and certificates for servers on this machine, made by {@code keytool}. */
public final class Certificates {
    private static final String PASSWORD = "a-test's-own";
    private static final String CA = "ca";

    private final Path store;
    private final Path trustStore;
    private int servers;

    public Certificates(Path folder) throws Exception {
        store = folder.resolve("servers.p12");
        trustStore = folder.resolve("trusted.p12");
        generate(CA, "-ext", "bc:c");
        Path certificate = folder.resolve("ca.crt");
        keytool("-exportcert", "-alias", CA, "-file", certificate.toString(), "-keystore", store.toString());
        keytool("-importcert", "-noprompt", "-file", certificate.toString(), "-keystore", trustStore.toString());
    }

    private void generate(String alias, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-alias", alias));
        arguments.addAll(List.of("-dname", "CN=" + alias, "-keystore", store.toString()));
        arguments.addAll(Arrays.asList(more));
        keytool(arguments.toArray(new String[0]));
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    /** What a server needs that shows a good certificate for that name, such as {@code ip:127.0.0.1}. */
    public SSLContext server(String subjectAlternativeName) throws Exception {
        return generated("-signer", CA, "-ext", "san=" + subjectAlternativeName);
    }

    /** As {@link #server}, with a certificate that was good until a while ago. */
    public SSLContext expired(String subjectAlternativeName) throws Exception {
        String san = "san=" + subjectAlternativeName;
        return generated("-signer", CA, "-ext", san, "-startdate", "-30d", "-validity", "10");
    }

    private SSLContext generated(String... more) throws Exception {
        String alias = "server-" + ++servers;
        generate(alias, more);
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        KeyStore all = load();
        one.setKeyEntry(alias, all.getKey(alias, password()), password(), all.getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, password());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, password());
        }
        return all;
    }

    private static char[] password() {
        return PASSWORD.toCharArray();
    }

    /** The system properties by which an administrator makes a Java trust the CA, and nobody else. */
    Map<String, String> trustProperties() {
        return Map.of("javax.net.ssl.trustStore", trustStore.toString(), "javax.net.ssl.trustStorePassword", PASSWORD);
    }

    /** The same as options of a Java that is started. */
    public List<String> trust() {
        return trustProperties().entrySet().stream()
                .map(property -> "-D" + property.getKey() + "=" + property.getValue())
                .toList();
    }
}
