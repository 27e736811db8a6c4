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
import io.jenkins.plugins.containerbuild.history.Bounds;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Runs a step on the agent. A thread of the controller sends the work to the agent and waits for the result. Aborting
 * the step cancels the work. A restart of the controller closes the channel, which ends the work on the agent; the step
 * then runs again and reuses earlier results from the caches.
 */
abstract class AgentExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    private static final long SHUTDOWN_MILLIS = 5_000;
    private static final int MAX_MESSAGE_LENGTH = 10_000;
    private static final int MAX_CAUSES = 20;
    private static final int MAX_FRAMES = 100;

    /** Identifies the step on the agent, so that an attempt after a restart finds earlier attempts. */
    private final String key = UUID.randomUUID().toString();

    private transient volatile Future<?> work;
    private transient volatile boolean stopped;
    private transient volatile Jenkins controller;

    AgentExecution(StepContext context) {
        super(context);
    }

    /** Name of the step in Pipelines. */
    abstract String name();

    final String key() {
        return key;
    }

    /** Runs the step and returns its result for the Pipeline. Called on a thread that may block. */
    abstract Object carryOut() throws IOException, InterruptedException;

    @Override
    public final boolean start() {
        controller = Jenkins.get();
        Computer.threadPoolForRemoting.submit(this::run);
        return false;
    }

    @Override
    public final void onResume() {
        controller = Jenkins.get();
        Computer.threadPoolForRemoting.submit(this::runAgain);
    }

    private void runAgain() {
        try {
            TaskListener log = getContext().get(TaskListener.class);
            log.getLogger().println(name() + ": the controller was restarted during this step; running the step again");
            if (awaitAgent()) {
                run();
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        }
    }

    /**
     * Waits until the agent is connected again; returns false if the step was stopped in the meantime. If the agent
     * never reconnects, the enclosing step stops this step.
     */
    private boolean awaitAgent() throws InterruptedException {
        while (!stopped) {
            try {
                if (getContext().get(FilePath.class) != null) {
                    return true;
                }
            } catch (IOException notYet) {
                // The workspace is not available until the agent reconnects.
            }
            TimeUnit.SECONDS.sleep(1);
        }
        return false;
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

    /** Runs the step. Every error ends the step; otherwise the Pipeline would wait forever. */
    private void run() {
        try {
            getContext().onSuccess(carryOut());
        } catch (InputException e) {
            fail(new BuildInputException(name(), message(e)));
        } catch (ServiceException e) {
            fail(new BuildServiceException(name(), message(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private static String message(Throwable fault) {
        return Bounds.text(String.valueOf(fault.getMessage()), MAX_MESSAGE_LENGTH);
    }

    private void fail(Throwable cause) {
        // A stopped step has already failed. During a shutdown the step must not fail: it runs again after the restart.
        if (!stopped && !isShuttingDown()) {
            getContext().onFailure(cause);
        }
    }

    private boolean isShuttingDown() {
        return Jenkins.getInstanceOrNull() != controller || controller.isTerminating();
    }

    /**
     * Waits up to {@link #SHUTDOWN_MILLIS} for a shutdown: a controller that is shutting down may close its channels
     * shortly before it reports that it is terminating.
     */
    private void awaitShutdown() throws InterruptedException {
        for (long waited = 0; waited < SHUTDOWN_MILLIS && !stopped && !isShuttingDown(); waited += 100) {
            Thread.sleep(100);
        }
    }

    /** Runs work on the agent and waits for its result. */
    final <T> T onAgent(FilePath workspace, MasterToSlaveFileCallable<T> callable)
            throws IOException, InterruptedException {
        // Read now, because the name is not available after the agent disconnects.
        Computer computer = workspace.toComputer();
        String agent = computer == null ? "agent" : "agent " + computer.getDisplayName();
        Future<T> future;
        try {
            future = workspace.actAsync(callable);
        } catch (ChannelClosedException e) {
            throw disconnected(agent);
        }
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

    /**
     * Finds the original exception inside the exceptions that remoting adds. Follows at most {@link #MAX_CAUSES}
     * causes, because an agent may send a cyclic chain.
     */
    private IOException failure(ExecutionException failure, String agent) throws AbortException, InterruptedException {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof InputException
                    || cause instanceof ServiceException
                    || cause instanceof CancellationException) {
                throw (RuntimeException) cause;
            }
            if (cause instanceof RequestAbortedException || cause instanceof ChannelClosedException) {
                throw disconnected(agent);
            }
        }
        return bug(failure.getCause());
    }

    /** Copies and truncates an exception that the agent sent, because the copy is stored with the run. */
    private static IOException bug(Throwable sent) {
        IOException copy = new IOException(Bounds.text(String.valueOf(sent), MAX_MESSAGE_LENGTH));
        copy.setStackTrace(Stream.of(sent.getStackTrace())
                .limit(MAX_FRAMES)
                .map(frame -> new StackTraceElement(
                        Bounds.text(frame.getClassName()),
                        Bounds.text(frame.getMethodName()),
                        Bounds.text(String.valueOf(frame.getFileName())),
                        frame.getLineNumber()))
                .toArray(StackTraceElement[]::new));
        return copy;
    }

    private BuildServiceException disconnected(String agent) throws InterruptedException {
        awaitShutdown();
        return new BuildServiceException(
                name(),
                "the " + agent
                        + " disconnected during the build: its process ended or its connection was lost; see its"
                        + " log in Manage Jenkins → Nodes, reconnect it and run the build again");
    }
}
