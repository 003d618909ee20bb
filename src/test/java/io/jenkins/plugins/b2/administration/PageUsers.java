package io.jenkins.plugins.b2.administration;

import hudson.model.Item;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** admin, auditor (SystemRead), manager (Manage) and reader, at the pages below Manage Jenkins, Backblaze B2. */
final class PageUsers implements AutoCloseable {
    private final JenkinsRule jenkins;

    PageUsers(JenkinsRule jenkins) {
        this.jenkins = jenkins;
        Jenkins.SYSTEM_READ.setEnabled(true);
        Jenkins.MANAGE.setEnabled(true);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Jenkins.SYSTEM_READ)
                .everywhere()
                .to("auditor")
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to("manager")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
    }

    @Override
    public void close() {
        Jenkins.SYSTEM_READ.setEnabled(false);
        Jenkins.MANAGE.setEnabled(false);
    }

    private JenkinsRule.WebClient browser(String user) throws Exception {
        JenkinsRule.WebClient browser = jenkins.createWebClient().withBasicCredentials(user);
        browser.setJavaScriptEnabled(false);
        browser.setThrowExceptionOnFailingStatusCode(false);
        return browser;
    }

    private URL url(String path) throws Exception {
        return new URL(jenkins.getURL(), "manage/backblaze-b2/" + path);
    }

    HtmlPage get(String user, String path) throws Exception {
        return browser(user).getPage(url(path));
    }

    String text(String user, String path) throws Exception {
        Page page = browser(user).getPage(url(path));
        return page.getWebResponse().getContentAsString();
    }

    int status(String user, String path) throws Exception {
        Page page = browser(user).getPage(url(path));
        return page.getWebResponse().getStatusCode();
    }

    /** Names and values. */
    Page postForPage(String user, String path, String... parameters) throws Exception {
        JenkinsRule.WebClient browser = browser(user);
        WebRequest request = new WebRequest(url(path), HttpMethod.POST);
        List<NameValuePair> pairs = new ArrayList<>();
        for (int i = 0; i < parameters.length; i += 2) {
            pairs.add(new NameValuePair(parameters[i], parameters[i + 1]));
        }
        request.setRequestParameters(pairs);
        return browser.getPage(browser.addCrumb(request));
    }

    /** The status of what it leads to. */
    int post(String user, String path, String... parameters) throws Exception {
        return postForPage(user, path, parameters).getWebResponse().getStatusCode();
    }
}
