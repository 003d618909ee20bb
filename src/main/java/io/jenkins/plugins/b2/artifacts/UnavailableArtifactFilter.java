package io.jenkins.plugins.b2.artifacts;

import hudson.Util;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.util.PluginServletFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Tells whoever downloads an artifact why that can't be had, where Jenkins would say no more than that something failed. */
@Restricted(NoExternalUse.class)
public final class UnavailableArtifactFilter implements Filter {
    private UnavailableArtifactFilter() {}

    @Initializer(after = InitMilestone.PLUGINS_STARTED, before = InitMilestone.JOB_LOADED)
    public static void install() throws ServletException {
        PluginServletFilter.addFilter(new UnavailableArtifactFilter());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            Throwable told = e;
            while (told != null && !(told instanceof ArtifactUnavailableException)) {
                told = told.getCause();
            }
            if (told == null || response.isCommitted() || !(response instanceof HttpServletResponse page)) {
                throw e;
            }
            page.reset();
            page.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            page.setContentType("text/plain;charset=UTF-8");
            page.setHeader("X-Content-Type-Options", "nosniff");
            page.getWriter().println(Util.fixNull(told.getMessage()));
        }
    }
}
