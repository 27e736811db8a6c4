package io.jenkins.plugins.containerbuild.trigger;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.util.ListBoxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * Global settings for base image changes, in Manage Jenkins → System; {@code unclassified: baseImageChanges:} in
 * configuration as code.
 */
@Extension
@Symbol("baseImageChanges")
public final class BaseChangeConfiguration extends GlobalConfiguration {
    private List<WebhookSource> webhooks = new ArrayList<>();
    private PollingMode polling = PollingMode.auto;

    public BaseChangeConfiguration() {
        load();
    }

    public static BaseChangeConfiguration get() {
        return ExtensionList.lookupSingleton(BaseChangeConfiguration.class);
    }

    @Override
    @NonNull
    public String getDisplayName() {
        return "Container Build: when a base image changes";
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        JSONObject whole = JSONObject.fromObject(form);
        if (!whole.has("webhooks")) {
            // The form omits an empty list.
            whole.put("webhooks", new JSONArray());
        }
        String problem = WebhookSource.problem(request.bindJSONToList(WebhookSource.class, whole.get("webhooks")));
        if (!problem.isEmpty()) {
            // All webhooks are validated before any setting is changed.
            throw new FormException(problem, "webhooks");
        }
        return super.configure(request, whole);
    }

    public List<WebhookSource> getWebhooks() {
        return List.copyOf(webhooks);
    }

    @DataBoundSetter
    public void setWebhooks(List<WebhookSource> webhooks) {
        String problem = WebhookSource.problem(webhooks);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException(problem);
        }
        this.webhooks = new ArrayList<>(webhooks);
        save();
    }

    /**
     * The webhook with this name; empty if there is none, or if this version of the plugin does not support the saved
     * format.
     */
    Optional<WebhookSource> webhook(String name) {
        return getWebhooks().stream()
                .filter(source -> source.getName().equals(name) && source.getFormat() != null)
                .findFirst();
    }

    public PollingMode getPolling() {
        return polling;
    }

    @DataBoundSetter
    public void setPolling(PollingMode polling) {
        this.polling = polling;
        save();
    }

    @POST
    public ListBoxModel doFillPollingItems() {
        Jenkins.get().checkAnyPermission(Jenkins.MANAGE, Jenkins.SYSTEM_READ);
        ListBoxModel items = new ListBoxModel();
        for (PollingMode mode : PollingMode.values()) {
            items.add(mode.getDisplayName(), mode.name());
        }
        return items;
    }
}
