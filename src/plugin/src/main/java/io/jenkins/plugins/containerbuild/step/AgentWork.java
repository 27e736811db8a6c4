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

/** What is done on the agent, in the workspace. An interrupt, which an abort and a lost channel send, cancels it. */
abstract class AgentWork<T> extends MasterToSlaveFileCallable<T> {
    private static final long serialVersionUID = 1L;

    private final AgentRequest request;
    private final TaskListener log;
    private final String key;

    /** @param key of the step, by which attempts know each other */
    AgentWork(AgentRequest request, TaskListener log, String key) {
        this.request = request;
        this.log = log;
        this.key = key;
    }

    abstract T carryOut(BuildRequest build);

    /** No message goes back with a secret, which a command may have printed before it failed. */
    @Override
    public final T invoke(File workspace, VirtualChannel channel) throws InterruptedException {
        try (Attempt attempt = Attempt.begin(Path.of(request.temporary()), key, this::print)) {
            make(workspace);
            T result = carryOut(request.in(workspace.toPath(), attempt.directory()));
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

    /** As other steps do: where nothing was checked out yet, files are missing, not a directory that nobody named. */
    private static void make(File workspace) {
        if (!workspace.mkdirs() && !workspace.isDirectory()) {
            throw new ServiceException("the workspace " + workspace
                    + " cannot be made; let the agent's user write where the agent's root directory is");
        }
    }

    private String hidden(RuntimeException fault) {
        return request.masks().hide(String.valueOf(fault.getMessage()));
    }

    /** A line into the build's log. */
    final void print(String line) {
        PrintStream lines = log.getLogger();
        lines.println(request.masks().hide(line));
    }
}
