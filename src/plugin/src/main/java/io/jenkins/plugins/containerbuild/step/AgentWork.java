package io.jenkins.plugins.containerbuild.step;

import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import jenkins.MasterToSlaveFileCallable;

/**
 * The part of a step that runs on the agent, in the workspace. Aborting the step or losing the channel interrupts the
 * thread on the agent, which cancels the work.
 */
abstract class AgentWork<T> extends MasterToSlaveFileCallable<T> {
    private static final long serialVersionUID = 1L;

    private final AgentRequest request;
    private final TaskListener log;
    private final String key;

    /** @param key identifies the step; all attempts to run the step have the same key */
    AgentWork(AgentRequest request, TaskListener log, String key) {
        this.request = request;
        this.log = log;
        this.key = key;
    }

    abstract T carryOut(BuildRequest build);

    /**
     * Runs the work. Masks secrets in exception messages, because a message can quote the output of a failed command.
     */
    @Override
    public final T invoke(File workspace, VirtualChannel channel) throws InterruptedException {
        try (Attempt attempt = Attempt.begin(Path.of(request.temporary()), key, this::print)) {
            make(workspace);
            T result = carryOut(request.toBuildRequest(workspace.toPath(), attempt.directory()));
            attempt.check();
            return result;
        } catch (InputException e) {
            throw new InputException(hidden(e));
        } catch (ServiceException e) {
            throw new ServiceException(hidden(e));
        } finally {
            log.getLogger().flush();
        }
    }

    /**
     * Creates the workspace if it is missing, as other steps do. A build without a checkout then reports a missing file
     * of the project instead of a missing workspace.
     */
    private static void make(File workspace) {
        if (!workspace.mkdirs() && !workspace.isDirectory()) {
            throw new ServiceException("the workspace " + workspace
                    + " cannot be created; give the agent's user write permission for the agent's root directory");
        }
    }

    private String hidden(RuntimeException fault) {
        return request.masks().hide(String.valueOf(fault.getMessage()));
    }

    /** Prints a line to the build's log. */
    final void print(String line) {
        PrintStream lines = log.getLogger();
        lines.println(request.masks().hide(line));
    }
}
