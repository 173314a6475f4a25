package dev.blb.emulator.http;

/** What the log line of one request tells. Filled on the way; used by one thread. */
final class Trace {
    private final String requestId;
    private String operation = "-";
    private String account = "-";
    private int unknownMembers;

    Trace(String requestId) {
        this.requestId = requestId;
    }

    String requestId() {
        return requestId;
    }

    String operation() {
        return operation;
    }

    void operation(String name) {
        operation = name;
    }

    void account(String name) {
        account = name;
    }

    void unknownMembers(int count) {
        unknownMembers = count;
    }

    /** The line: operation, status, milliseconds, request id, account, and how many unknown members were ignored. */
    String line(String time, int status, long millis) {
        String line = time + " " + operation + " " + status + " " + millis + "ms " + requestId + " " + account;
        return unknownMembers == 0 ? line : line + " ignored-members=" + unknownMembers;
    }
}
