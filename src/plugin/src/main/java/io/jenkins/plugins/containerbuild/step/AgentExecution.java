package io.jenkins.plugins.containerbuild.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.TaskListener;
import hudson.remoting.ChannelClosedException;
import hudson.remoting.RequestAbortedException;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Work on the agent. A thread of the controller sends it there and waits; an abort cancels it; after a restart of the controller, which
 * ends the agent's part with its channel, it is done again, and what was made before is found in the caches.
 */
abstract class AgentExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    private transient volatile Future<?> work;
    private transient volatile boolean stopped;

    AgentExecution(StepContext context) {
        super(context);
    }

    /** Does the step, on a thread that may wait; the result is what the Pipeline gets. */
    abstract Object carryOut() throws IOException, InterruptedException;

    @Override
    public final boolean start() {
        Computer.threadPoolForRemoting.submit(this::run);
        return false;
    }

    @Override
    public final void onResume() {
        Computer.threadPoolForRemoting.submit(this::runAgain);
    }

    private void runAgain() {
        try {
            TaskListener log = getContext().get(TaskListener.class);
            log.getLogger().println("containerBuild: the controller was restarted in the middle; doing the step again");
            run();
        } catch (IOException e) {
            getContext().onFailure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            getContext().onFailure(e);
        }
    }

    @Override
    public final void stop(@NonNull Throwable cause) {
        stopped = true;
        Future<?> running = work;
        if (running != null) {
            running.cancel(true);
        }
        getContext().onFailure(cause);
    }

    /** Whatever goes wrong ends the step, or its Pipeline would wait for ever. */
    private void run() {
        try {
            getContext().onSuccess(carryOut());
        } catch (InputException e) {
            fail(new BuildInputException(e.getMessage()));
        } catch (ServiceException e) {
            fail(new BuildServiceException(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        // After a stop the step has failed already.
        if (!stopped) {
            getContext().onFailure(cause);
        }
    }

    /** Waits for what the agent makes of it. */
    final <T> T onAgent(FilePath workspace, MasterToSlaveFileCallable<T> callable)
            throws IOException, InterruptedException {
        // Asked for now, since nobody knows it any more when the agent is gone.
        Computer computer = workspace.toComputer();
        String agent = computer == null ? "agent" : "agent " + computer.getDisplayName();
        Future<T> future = workspace.actAsync(callable);
        work = future;
        if (stopped) {
            future.cancel(true);
        }
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw failure(e, agent);
        }
    }

    /** What went wrong on the agent, out of what remoting wraps around it. */
    private static IOException failure(ExecutionException failure, String agent) throws AbortException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InputException
                    || cause instanceof ServiceException
                    || cause instanceof CancellationException) {
                throw (RuntimeException) cause;
            }
            if (cause instanceof RequestAbortedException || cause instanceof ChannelClosedException) {
                throw new BuildServiceException(
                        "the " + agent + " went away while it was building; bring it back and run the build again");
            }
        }
        return new IOException(failure.getCause());
    }
}
