package io.jenkins.plugins.containerbuild.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.containerbuild.report.history.Trends;
import io.jenkins.plugins.containerbuild.history.JobHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.verb.GET;

/** The page {@code container-builds} of a job, and the charts on the job's main page. */
@ExportedBean
public final class JobHistoryAction implements Action {
    private final Job<?, ?> job;

    JobHistoryAction(Job<?, ?> job) {
        this.job = job;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /**
     * The figures of builds as JSON.
     *
     * @param newest maximum number of builds; 0 for all
     */
    @GET
    public void doTrends(StaplerResponse2 response, @QueryParameter int newest) throws IOException {
        Trends trends = newest > 0 ? trends().newest(newest) : trends();
        send(response, "application/json", trends.toJson().toString());
    }

    /** The figures of all builds as CSV. */
    @GET
    public void doCsv(StaplerResponse2 response) throws IOException {
        response.setHeader("Content-Disposition", "attachment; filename=\"container-builds.csv\"");
        send(response, "text/csv", trends().toCsv());
    }

    /** Serves {@code api/json}, which contains the same figures with the same names as {@link #doTrends}. */
    public Api getApi() {
        return new Api(this);
    }

    /** Image names; the most recently built image comes first. */
    @Exported
    public List<String> getImages() {
        return trends().images();
    }

    /** The builds; the oldest build comes first. */
    @Exported
    public List<BuildFigures> getBuilds() {
        return trends().toJson().objects("builds").stream()
                .map(BuildFigures::new)
                .toList();
    }

    private Trends trends() {
        job.checkPermission(Item.READ);
        return Trends.of(JobHistory.of(job).records());
    }

    private static void send(StaplerResponse2 response, String type, String text) throws IOException {
        response.setContentType(type + ";charset=UTF-8");
        response.setHeader("Cache-Control", "no-cache");
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String getIconFileName() {
        return "symbol-layers-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "Container builds";
    }

    @Override
    public String getUrlName() {
        return "container-builds";
    }

    /** Adds the page to jobs that have built an image. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        /** Avoids disk access when only other actions of a job are requested. */
        @Override
        public Class<? extends Action> actionType() {
            return JobHistoryAction.class;
        }

        @Override
        @NonNull
        public Collection<? extends Action> createFor(@NonNull Job job) {
            return JobHistory.existsFor(job) ? List.of(new JobHistoryAction(job)) : List.of();
        }
    }
}
