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
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;

/** Tells whoever downloads an artifact why that can't be had, where Jenkins would say no more than that something failed. */
@Restricted(NoExternalUse.class)
public final class UnavailableArtifactFilter implements Filter {
    private static final String REASON = UnavailableArtifactFilter.class.getName();

    private UnavailableArtifactFilter() {}

    @Initializer(after = InitMilestone.PLUGINS_STARTED, before = InitMilestone.JOB_LOADED)
    public static void install() throws ServletException {
        PluginServletFilter.addFilter(new UnavailableArtifactFilter());
    }

    /** Where a page is being made of it, it is told there, too: Jenkins makes no more of it than that nothing was found. */
    static void tell(ArtifactUnavailableException e) {
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        if (request != null) {
            request.setAttribute(REASON, e);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(response instanceof HttpServletResponse page)
                || !(request instanceof HttpServletRequest asked)
                || !asked.getRequestURI().contains("/artifact/")) {
            chain.doFilter(request, response);
            return;
        }
        try {
            chain.doFilter(request, new HttpServletResponseWrapper(page) {
                @Override
                public void sendError(int status) throws IOException {
                    if (status == SC_NOT_FOUND
                            && request.getAttribute(REASON) instanceof ArtifactUnavailableException reason) {
                        answer(page, reason);
                    } else {
                        super.sendError(status);
                    }
                }
            });
        } catch (IOException | ServletException | RuntimeException e) {
            Throwable told = e;
            while (told != null && !(told instanceof ArtifactUnavailableException)) {
                told = told.getCause();
            }
            if (told == null || response.isCommitted()) {
                throw e;
            }
            answer(page, told);
        }
    }

    private static void answer(HttpServletResponse page, Throwable reason) throws IOException {
        page.reset();
        page.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        page.setContentType("text/plain;charset=UTF-8");
        page.setHeader("X-Content-Type-Options", "nosniff");
        page.getWriter().println(Util.fixNull(reason.getMessage()));
    }
}
