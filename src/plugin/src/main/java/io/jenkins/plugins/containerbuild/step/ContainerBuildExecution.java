package io.jenkins.plugins.containerbuild.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.ChannelClosedException;
import hudson.remoting.RequestAbortedException;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A build on the agent. A thread of the controller sends it there and waits; an abort cancels it; after a restart of the controller, which
 * ends the agent's part with its channel, it is done again, and what was made before is found in the caches.
 */
final class ContainerBuildExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    private final ContainerBuildStep step;
    private transient volatile Future<BuildReport> work;
    private transient volatile boolean stopped;

    ContainerBuildExecution(StepContext context, ContainerBuildStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() {
        Computer.threadPoolForRemoting.submit(this::run);
        return false;
    }

    @Override
    public void onResume() {
        Computer.threadPoolForRemoting.submit(() -> {
            try {
                getContext()
                        .get(TaskListener.class)
                        .getLogger()
                        .println("containerBuild: the controller was restarted in the middle; building again");
            } catch (IOException | InterruptedException e) {
                getContext().onFailure(e);
                return;
            }
            run();
        });
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        stopped = true;
        Future<BuildReport> running = work;
        if (running != null) {
            running.cancel(true);
        }
        getContext().onFailure(cause);
    }

    private void run() {
        try {
            getContext().onSuccess(build());
        } catch (CancellationException e) {
            if (!stopped) {
                getContext().onFailure(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            getContext().onFailure(e);
        } catch (Exception e) {
            getContext().onFailure(e);
        }
    }

    private ContainerImage build() throws Exception {
        FilePath workspace = getContext().get(FilePath.class);
        Run<?, ?> run = getContext().get(Run.class);
        try {
            AgentRequest request =
                    Requests.of(step, run, workspace, getContext().get(EnvVars.class));
            BuildReport report = carryOut(request, workspace);
            BuildRecord record = new BuildRecord(step.getImage(), report);
            RunHistory.add(run, record);
            return new ContainerImage(report, record);
        } catch (InputException e) {
            throw new BuildInputException(e.getMessage());
        } catch (ServiceException e) {
            throw new BuildServiceException(e.getMessage());
        }
    }

    private BuildReport carryOut(AgentRequest request, FilePath workspace) throws Exception {
        TaskListener log = getContext().get(TaskListener.class);
        work = workspace.actAsync(
                new AgentBuild(request, log, step.isQuiet() ? AgentBuild.Narration.QUIET : AgentBuild.Narration.PLAIN));
        if (stopped) {
            work.cancel(true);
        }
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw cause(e, workspace);
        }
    }

    /** What went wrong on the agent, out of what remoting wraps around it. */
    private static Exception cause(ExecutionException failure, FilePath workspace) throws AbortException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InputException || cause instanceof ServiceException) {
                return (RuntimeException) cause;
            }
            if (cause instanceof CancellationException cancelled) {
                return cancelled;
            }
            if (cause instanceof RequestAbortedException || cause instanceof ChannelClosedException) {
                Computer computer = workspace.toComputer();
                throw new BuildServiceException("the agent " + (computer == null ? "" : computer.getName() + " ")
                        + "went away while it was building; bring it back and run the build again");
            }
        }
        return failure;
    }
}
