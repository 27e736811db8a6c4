package io.jenkins.containerbuild.registry;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Sends requests and reuses connections. Thread-safe; each connection is used by one thread at a time. A thread that is
 * interrupted while it waits for the network fails immediately.
 */
final class Transport implements Closeable {
    private final Connector connector;
    private final ProxySettings proxies;
    private final Duration idleTimeout;
    private final Map<Route, Deque<Connection>> idle = new HashMap<>();
    private final Set<Connection> busy = new HashSet<>();
    private Thread watch;
    private boolean closed;

    Transport(Connector connector, ProxySettings proxies, Duration idleTimeout) {
        this.connector = connector;
        this.proxies = proxies;
        this.idleTimeout = idleTimeout;
    }

    /**
     * Sends a request once. If a reused connection fails before the response, a safe request is sent again on a new
     * connection.
     */
    Response send(Request request) throws IOException {
        Route route = Route.to(request.address(), proxies);
        Connection kept = take(route);
        if (kept != null) {
            try {
                return exchange(kept, request);
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()
                        || e instanceof SocketTimeoutException
                        || !request.isSafe()) {
                    throw e;
                }
            }
        }
        return exchange(adopt(connector.open(route)), request);
    }

    private Response exchange(Connection connection, Request request) throws IOException {
        boolean answered = false;
        try {
            if (request.body() != null) {
                watchWriters();
            }
            Response response = connection.exchange(request, this);
            answered = true;
            return response;
        } finally {
            if (!answered) {
                discard(connection);
            }
        }
    }

    private Connection take(Route route) throws IOException {
        while (true) {
            Connection connection;
            synchronized (this) {
                Deque<Connection> waiting = idle.get(route);
                if (waiting == null || waiting.isEmpty()) {
                    return null;
                }
                connection = waiting.pop();
                busy.add(connection);
            }
            if (!connection.isStale()) {
                return connection;
            }
            discard(connection);
        }
    }

    private synchronized Connection adopt(Connection connection) throws IOException {
        if (closed) {
            connection.close();
            throw new IOException("the client is closed");
        }
        busy.add(connection);
        return connection;
    }

    synchronized void release(Connection connection) {
        if (busy.remove(connection) && !closed) {
            connection.idle();
            idle.computeIfAbsent(connection.route(), r -> new ArrayDeque<>()).push(connection);
        } else {
            connection.close();
        }
    }

    void discard(Connection connection) {
        synchronized (this) {
            busy.remove(connection);
        }
        connection.close();
    }

    /** Starts a thread that closes stuck connections, because sockets have no timeout for writing. */
    private synchronized void watchWriters() {
        if (watch == null && !closed) {
            watch = new Thread(this::closeStuckWriters, "container-build registry watch");
            watch.setDaemon(true);
            watch.start();
        }
    }

    private synchronized void closeStuckWriters() {
        try {
            while (!closed) {
                for (Connection connection : busy) {
                    if (connection.stuckFor() > idleTimeout.toNanos()) {
                        connection.closeStuck("no byte could be sent within " + idleTimeout.toMillis() + " ms");
                    }
                }
                wait(Math.max(10, Math.min(1000, idleTimeout.toMillis() / 4)));
            }
        } catch (InterruptedException e) {
            // Only a JVM that exits interrupts this thread.
        }
    }

    /** Ends all requests that are in progress. */
    @Override
    public synchronized void close() {
        closed = true;
        busy.forEach(Connection::close);
        idle.values().forEach(waiting -> waiting.forEach(Connection::close));
        busy.clear();
        idle.clear();
        notifyAll();
    }
}
