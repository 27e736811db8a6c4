package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Progress;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;

/** One build in an engine, from the request to the image's id. */
final class Solve {
    private final EngineClient engine;
    private final String dockerfile;
    private final SyncedFiles files;
    private final BuildTrace trace;
    private String image = "";

    Solve(EngineClient engine, BuildPlan plan, ContextPlan context, SyncedFiles files, Progress progress) {
        this.engine = engine;
        this.files = files;
        this.dockerfile = plan.dockerfile();
        this.trace = new BuildTrace(new BuildSteps(plan), context, progress);
    }

    EngineImage run(String path) {
        try (EngineResponse response = engine.send("POST", path, Map.of(), null)) {
            if (response.status() != 200) {
                throw refused(response.whole());
            }
            follow(response);
            return new EngineImage(engine, Digest.parse(image), trace.results(), files.sentBytes());
        } catch (IOException e) {
            throw engine.brokenInTheMiddle("the build", e);
        }
    }

    private RuntimeException refused(EngineResponse.Whole response) {
        String message = "the engine at " + engine.endpoint() + " refuses the build: " + EngineClient.message(response);
        return response.status() / 100 == 4 ? new InputException(message) : new ServiceException(message);
    }

    private void follow(EngineResponse response) throws IOException {
        EngineEvents events = new EngineEvents(response.body());
        try {
            for (JsonObject event = events.next(); event != null; event = events.next()) {
                take(event);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("the engine said what cannot be read: " + e.getMessage(), e);
        }
        if (image.isEmpty()) {
            files.checkSent();
            throw new IOException("the answer ended without an image");
        }
    }

    private void take(JsonObject event) throws IOException {
        String failure = EngineEvents.failure(event);
        if (!failure.isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new java.util.concurrent.CancellationException("interrupted");
            }
            files.checkSent();
            throw BuildFailure.at(engine, dockerfile).explained(failure, trace.failure());
        }
        switch (event.string("id")) {
            case "moby.buildkit.trace" ->
                trace.take(SolveStatus.parse(Base64.getDecoder().decode(event.string("aux"))));
            case "moby.image.id" -> image = event.object("aux").string("ID");
            default -> {
                // Words for people, which say what the trace says.
            }
        }
    }
}
