package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import jenkins.model.ArtifactManagerConfiguration;
import org.htmlunit.html.HtmlForm;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ArtifactsAsCodeTest {
    private B2ArtifactManagerFactory configured(String file) throws Exception {
        ConfigurationAsCode.get().configure(getClass().getResource(file).toString());
        assertEquals(
                1,
                ArtifactManagerConfiguration.get().getArtifactManagerFactories().size());
        return (B2ArtifactManagerFactory)
                ArtifactManagerConfiguration.get().getArtifactManagerFactories().get(0);
    }

    @Test
    void theNameIsEnough(JenkinsRule jenkins) throws Exception {
        B2ArtifactManagerFactory factory = configured("short.yaml");
        assertNull(factory.getProfile());
        assertNull(factory.getJobs());
        assertTrue(factory.isDeleteWithBuild());
        assertTrue(factory.isDirectDownloads());
        assertEquals(60, factory.getLinkMinutes());
    }

    @Test
    void everySettingArrivesAndIsExported(JenkinsRule jenkins) throws Exception {
        B2ArtifactManagerFactory factory = configured("long.yaml");
        assertEquals("artifacts", factory.getProfile());
        assertEquals("!nightly/**", factory.getJobs());
        assertFalse(factory.isDeleteWithBuild());
        assertFalse(factory.isDirectDownloads());
        assertEquals(5, factory.getLinkMinutes());
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        String exported = Util.toYamlString(Util.getUnclassifiedRoot(context).get("artifactManager"));
        assertTrue(exported.contains("- backblazeB2:"), exported);
        assertTrue(exported.contains("linkMinutes: 5"), exported);
    }

    /** The page of Jenkins' system configuration is long, and everybody would lose it. */
    @Test
    void aBadLifetimeOfLinksIsToldInWords(JenkinsRule jenkins) throws Exception {
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
        JenkinsRule.WebClient browser = jenkins.createWebClient();
        browser.setThrowExceptionOnFailingStatusCode(false);
        HtmlForm form = browser.goTo("manage/configure").getFormByName("config");
        form.getInputByName("_.linkMinutes").setValue("0");
        String told = jenkins.submit(form).asNormalizedText();
        assertTrue(told.contains("'0' is not a lifetime of links. Use 1 to 10,080 minutes."), told);
        assertFalse(told.contains("Logging ID"), told);

        form = browser.goTo("manage/configure").getFormByName("config");
        form.getInputByName("_.linkMinutes").setValue("");
        jenkins.submit(form);
        assertEquals(
                60,
                ((B2ArtifactManagerFactory) ArtifactManagerConfiguration.get()
                                .getArtifactManagerFactories()
                                .get(0))
                        .getLinkMinutes());
    }
}
