package io.jenkins.plugins.b2.support;

import com.cloudbees.jenkins.support.api.Component;
import com.cloudbees.jenkins.support.api.Container;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.security.Permission;
import java.util.Set;
import jenkins.model.Jenkins;

/** The part of a support bundle that tells of this plugin. Exists only where there are support bundles. */
@Extension(optional = true)
public final class B2Component extends Component {
    @NonNull
    @Override
    public Set<Permission> getRequiredPermissions() {
        return Set.of(Jenkins.ADMINISTER);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.B2Component_displayName();
    }

    @NonNull
    @Override
    public ComponentCategory getCategory() {
        return ComponentCategory.MISC;
    }

    @Override
    public void addContents(@NonNull Container container) {
        container.add(new B2Content());
    }
}
