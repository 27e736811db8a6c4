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
 * Work on the agent. A thread of the controller sends it there and waits; an abort cancels it; after a restart of the controller, which
 * ends the agent's part with its channel, it is done again, and what was made before is found in the caches.
 */
abstract class AgentExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    private static final long SHUTDOWN_MILLIS = 5_000;
    private static final int LONGEST_MESSAGE = 10_000;
    private static final int MOST_CAUSES = 20;
    private static final int MOST_FRAMES = 100;

    /** By which attempts of the step, before and after a restart, know each other on the agent. */
    private final String key = UUID.randomUUID().toString();

    private transient volatile Future<?> work;
    private transient volatile boolean stopped;
    private transient volatile Jenkins controller;

    AgentExecution(StepContext context) {
        super(context);
    }

    /** What the Pipeline calls it. */
    abstract String name();

    final String key() {
        return key;
    }

    /** Does the step, on a thread that may wait; the result is what the Pipeline gets. */
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
            log.getLogger().println(name() + ": the controller was restarted in the middle; doing the step again");
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

    /** The step around this one gives up when the agent does not come back, and stops this one; false then. */
    private boolean awaitAgent() throws InterruptedException {
        while (!stopped) {
            try {
                if (getContext().get(FilePath.class) != null) {
                    return true;
                }
            } catch (IOException notYet) {
                // There is no workspace as long as its agent is away.
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

    /** Whatever goes wrong ends the step, or its Pipeline would wait for ever. */
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
        return Bounds.text(String.valueOf(fault.getMessage()), LONGEST_MESSAGE);
    }

    private void fail(Throwable cause) {
        // After a stop the step has failed already; after a restart it is done again.
        if (!stopped && !goesDown()) {
            getContext().onFailure(cause);
        }
    }

    private boolean goesDown() {
        return Jenkins.getInstanceOrNull() != controller || controller.isTerminating();
    }

    /** A controller that goes down may close its channels first; it takes a moment until it says so. */
    private void awaitShutdown() throws InterruptedException {
        for (long waited = 0; waited < SHUTDOWN_MILLIS && !stopped && !goesDown(); waited += 100) {
            Thread.sleep(100);
        }
    }

    /** Waits for what the agent makes of it. */
    final <T> T onAgent(FilePath workspace, MasterToSlaveFileCallable<T> callable)
            throws IOException, InterruptedException {
        // Asked for now, since nobody knows it any more when the agent is gone.
        Computer computer = workspace.toComputer();
        String agent = computer == null ? "agent" : "agent " + computer.getDisplayName();
        Future<T> future;
        try {
            future = workspace.actAsync(callable);
        } catch (ChannelClosedException e) {
            throw wentAway(agent);
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

    /** What went wrong on the agent, out of what remoting wraps around it. An agent may send causes that go round in a circle. */
    private IOException failure(ExecutionException failure, String agent) throws AbortException, InterruptedException {
        Throwable cause = failure;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof InputException
                    || cause instanceof ServiceException
                    || cause instanceof CancellationException) {
                throw (RuntimeException) cause;
            }
            if (cause instanceof RequestAbortedException || cause instanceof ChannelClosedException) {
                throw wentAway(agent);
            }
        }
        return bug(failure.getCause());
    }

    /** An exception of the agent is stored with the run, so it is copied within limits. */
    private static IOException bug(Throwable sent) {
        IOException copy = new IOException(Bounds.text(String.valueOf(sent), LONGEST_MESSAGE));
        copy.setStackTrace(Stream.of(sent.getStackTrace())
                .limit(MOST_FRAMES)
                .map(frame -> new StackTraceElement(
                        Bounds.text(frame.getClassName()),
                        Bounds.text(frame.getMethodName()),
                        Bounds.text(String.valueOf(frame.getFileName())),
                        frame.getLineNumber()))
                .toArray(StackTraceElement[]::new));
        return copy;
    }

    private BuildServiceException wentAway(String agent) throws InterruptedException {
        awaitShutdown();
        return new BuildServiceException(
                name(),
                "the " + agent
                        + " went away while it was at work: its process ended or its connection was lost; see its"
                        + " log in Manage Jenkins → Nodes, bring it back and run the build again");
    }
}
